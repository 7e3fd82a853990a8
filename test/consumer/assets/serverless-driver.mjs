import tick from './tick.js';

console.log(JSON.stringify([await tick(), await tick()]));
