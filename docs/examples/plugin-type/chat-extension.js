// As another person would publish it: a package with "rollcall": { "extension": "." } in its package.json, or one file.
import { definePackage, setting } from '@rollcall/plugin';
import { IsIn, IsString, Matches } from 'class-validator';
import { defineNotifier, LINES } from './notifier.js';

class ChatConfig {
  channel;
  mention = 'nobody';
}
// What decorators do in TypeScript. It explains the settings, checks them, and is all that forms, help and JSON Schema are made of.
setting('Channel to write to.', { example: '#ops' })(ChatConfig.prototype, 'channel');
IsString()(ChatConfig.prototype, 'channel');
Matches(/^#[a-z-]+$/, { message: 'channel begins with #' })(ChatConfig.prototype, 'channel');
setting('Who is called by name.')(ChatConfig.prototype, 'mention');
IsIn(['nobody', 'here', 'everybody'])(ChatConfig.prototype, 'mention');

const chat = defineNotifier({
  id: 'chat',
  label: 'Chat',
  config: ChatConfig,
  create: ({ config, get }) => {
    const write = get(LINES);
    const whom = config.mention === 'nobody' ? '' : `@${config.mention} `;
    return { tell: async ({ sync, text }) => write(`${config.channel} ${whom}${sync}: ${text}`) };
  },
});

export default definePackage({ name: 'my-site-chat', plugins: [chat] });
