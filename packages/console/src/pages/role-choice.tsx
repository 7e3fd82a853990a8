import type { FC } from 'hono/jsx';
import { ROLES } from '../auth/roles.js';
import { TEXTS } from '../texts/texts.js';

/** Which role somebody, or a token, gets; the least unless another is chosen. */
export const RoleChoice: FC<{ readonly legend: string }> = ({ legend }) => (
  <fieldset>
    <legend>{legend}</legend>
    <div class="choices">
      {ROLES.map((role) => (
        <label class="choice">
          <input type="radio" name="role" value={role} {...(role === 'viewer' ? { checked: true } : {})} />
          <span>{TEXTS.users.roles[role]}</span>
        </label>
      ))}
    </div>
  </fieldset>
);
