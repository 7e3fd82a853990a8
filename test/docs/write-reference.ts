// "npm run reference": writes docs/reference from what the code says.
import 'reflect-metadata';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/root.js';
import { ANSWERS_FILE, apiAnswersText } from './support/api-answers.js';
import { referencePages } from './support/reference.js';

const folder = join(root, 'docs', 'reference');
mkdirSync(folder, { recursive: true });
writeFileSync(ANSWERS_FILE, apiAnswersText());
for (const [name, text] of referencePages()) writeFileSync(join(folder, name), text);
