import { definePackage } from '@rollcall/contract';
import { ManualTrigger } from './manual.js';
import { PollTrigger } from './poll.js';
import { ScheduleTrigger } from './schedule.js';
import { WebhookTrigger } from './webhook.js';

export { ManualTrigger } from './manual.js';
export { PollConfig, PollTrigger } from './poll.js';
export { ScheduleTrigger } from './schedule.js';
export { ScheduleConfig } from './schedule-config.js';
export { WebhookTrigger } from './webhook.js';
export { WebhookConfig } from './webhook-config.js';

/** The built-in triggers. */
export default /* @__PURE__ */ definePackage({
  name: '@rollcall/triggers',
  label: 'Triggers',
  core: '^0.1.0',
  plugins: [ManualTrigger, ScheduleTrigger, WebhookTrigger, PollTrigger],
});
