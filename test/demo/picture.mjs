// "npm run picture": draws the demonstration's output as docs/images/terminal.svg, from a real run.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/prepare.mjs';

const PARTS = [/^\$ rollcall plan/, /^\$ rollcall run/, /^\$ rollcall explain/];
const COLORS = { 31: '#ff7b72', 32: '#7ee787', 33: '#e3b341', 36: '#79c0ff', 90: '#8b949e' };
const LINE = 19;
const CHARACTER = 8.43;

const { stdout, status } = spawnSync(process.execPath, [join(root, 'test', 'demo', 'demo.mjs')], {
  encoding: 'utf8',
  env: { ...process.env, FORCE_COLOR: '1' },
});
if (status !== 0) throw new Error('the demonstration failed; run it with "npm start" to see why');
const lines = chosen(stdout.split('\n'));
writeFileSync(join(root, 'docs', 'images', 'terminal.svg'), svg(lines.map(spans)));

/** The commands that fit into a picture, with what they print. */
function chosen(all) {
  const plain = all.map((line) => line.replace(ESCAPES(), ''));
  const kept = [];
  let taking = false;
  for (const [index, line] of plain.entries()) {
    if (line.startsWith('$ ')) {
      taking = PARTS.some((part) => part.test(line)) && !kept.some((one) => one.replace(ESCAPES(), '') === line);
      if (taking && kept.length > 0) kept.push('');
    } else if (/^\d\. |^Your own sites/.test(line)) taking = false;
    if (taking && !(line === '' && kept.at(-1) === '')) kept.push(all[index]);
  }
  return kept;
}

function ESCAPES() {
  return new RegExp(`${String.fromCharCode(27)}\\[([0-9;]*)m`, 'g');
}

function spans(line) {
  const out = [];
  let style = {};
  let last = 0;
  for (const found of line.matchAll(ESCAPES())) {
    if (found.index > last) out.push({ text: line.slice(last, found.index), ...style });
    for (const code of (found[1] || '0').split(';').map(Number)) {
      if (code === 0) style = {};
      else if (code === 1) style = { ...style, bold: true };
      else if (code === 2) style = { ...style, fill: COLORS[90] };
      else if (code === 22) style = {};
      else if (code === 39) style = { ...style, fill: undefined };
      else style = { ...style, fill: COLORS[code] ?? style.fill };
    }
    last = found.index + found[0].length;
  }
  if (last < line.length) out.push({ text: line.slice(last), ...style });
  return out;
}

function svg(rows) {
  const columns = Math.max(...rows.map((row) => row.reduce((sum, { text }) => sum + text.length, 0)));
  const [width, height] = [Math.ceil(columns * CHARACTER) + 48, rows.length * LINE + 72];
  const texts = rows.map((row, at) => {
    const parts = row.map(({ text, fill, bold }) => {
      const look = `${fill === undefined ? '' : ` fill="${fill}"`}${bold ? ' font-weight="bold"' : ''}`;
      return `<tspan${look}>${escaped(text)}</tspan>`;
    });
    return `<text x="24" y="${62 + at * LINE}" xml:space="preserve">${parts.join('')}</text>`;
  });
  const dots = ['#ff5f56', '#ffbd2e', '#27c93f'].map(
    (fill, at) => `<circle cx="${24 + at * 20}" cy="22" r="6" fill="${fill}"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="Rollcall in a terminal: plan, run and explain">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${dots.join('')}
<g fill="#e6edf3" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">
${texts.join('\n')}
</g>
</svg>
`;
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
