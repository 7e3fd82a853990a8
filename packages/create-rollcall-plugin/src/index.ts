export { createProject, ProjectError } from './create-project.js';
export { main } from './main.js';
export type { Kind, Language, ProjectOptions } from './project-options.js';
