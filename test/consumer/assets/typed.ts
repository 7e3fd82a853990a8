// A consumer in TypeScript: types of what is published are checked without the sources, and what they say is so.
import { definePackage, type Mapper, type MapperInput, mapper, PLUGIN_CONFIG, setting } from '@rollcall/contract';
import drupal from '@rollcall/drupal';
import { createRollcall, MemoryState, type RunReport } from '@rollcall/engine';
import joomla from '@rollcall/joomla';
import mappers from '@rollcall/mappers';
import { hostRollcall } from '@rollcall/server';
import { type ClauseResult, checkMapper } from '@rollcall/testing';
import triggers from '@rollcall/triggers';
import { IsInt, Min } from 'class-validator';
import { inject } from 'inversify';

class PadConfig {
  @setting('Digits to fill up to.')
  @IsInt()
  @Min(1)
  digits = 6;
}

@mapper({ id: 'pad', label: 'Pad', config: PadConfig, examples: [{ from: 'n', input: { n: '7' }, output: '000007' }] })
class PadMapper implements Mapper {
  private readonly config: PadConfig;
  constructor(@inject(PLUGIN_CONFIG) config: PadConfig) {
    this.config = config;
  }
  map({ value }: MapperInput): string | undefined {
    return value === undefined ? undefined : String(value).padStart(this.config.digits, '0');
  }
}

const results: readonly ClauseResult[] = await checkMapper(PadMapper);
const broken = results.filter(({ status }) => status === 'broken');
if (broken.length > 0) throw new Error(JSON.stringify(broken));

const rollcall = await createRollcall({
  config: { connections: {}, syncs: {} },
  state: new MemoryState(),
  extensions: [drupal, joomla, mappers, triggers, definePackage({ name: 'mine', plugins: [PadMapper] })],
});
const problems = rollcall.extensions().flatMap(({ problem }) => problem ?? []);
if (problems.length > 0) throw new Error(problems.join('\n'));
await rollcall.close();

const hosted = await hostRollcall({ config: { connections: {}, syncs: {} }, state: new MemoryState() });
hosted.on('run-ended', ({ run, durationMs }) => [run.status, durationMs.toFixed()]);
// @ts-expect-error there is no such event; in JavaScript it is an error, too
const misspelt = (): unknown => hosted.on('run-finished', () => {});
try {
  misspelt();
  throw new Error('nobody said that there is no such event');
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
}
await hosted.stop();
export type Report = RunReport;
console.log('typed');
