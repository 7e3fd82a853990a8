export type { Kind, Language, ProjectOptions } from './create-project.js';
export { createProject, ProjectError } from './create-project.js';
export { main } from './main.js';
