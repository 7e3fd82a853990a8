import { defineTexts } from './define-texts.js';
import { message } from './message.js';

const EACH = '{each, select, true {each value } other {}}';

/** What is wrong with a value, by the rule that it breaks, as class-validator says it in English. */
export const KERNEL_TEXTS = defineTexts('@rollcall/plugin', {
  problem: {
    missing: 'is missing',
    empty: 'is empty',
    nothing: 'is empty; give it a value or leave the line out',
    emptySecret: 'is empty; see whether the environment variable or file it comes from has a value',
    notSettings: message('must be settings ("name: value"), and is {kind}', 'kind'),
    notList: message('must be a list, and is {kind}', 'kind'),
    notText: message('must be text, and is {kind}; put it in quotes', 'kind'),
    unknown: message('there is no setting "{name}". Known: {known}.', 'name', 'known'),
    unknownNear: message('there is no setting "{name}". Did you mean "{near}"?', 'name', 'near'),
    unknownNone: message('there is no setting "{name}". There are no settings here.', 'name'),
    oneOf: message('must be one of {values}', 'values'),
  },
  kind: {
    empty: 'empty',
    list: 'a list',
    group: 'a group of settings',
    string: 'text',
    number: 'a number',
    boolean: 'true or false',
    other: message('a JavaScript {type}', 'type'),
  },
  rule: {
    isString: message(`${EACH}must be a string`, 'each'),
    isInt: message(`${EACH}must be an integer number`, 'each'),
    isNumber: message(`${EACH}must be a number conforming to the specified constraints`, 'each'),
    isBoolean: message(`${EACH}must be a boolean value`, 'each'),
    isArray: message(`${EACH}must be an array`, 'each'),
    isObject: message(`${EACH}must be an object`, 'each'),
    isUrl: message(`${EACH}must be a URL address`, 'each'),
    isEmail: message(`${EACH}must be an email`, 'each'),
    isLocale: message(`${EACH}must be locale`, 'each'),
    isTimeZone: message(`${EACH}must be a valid IANA time-zone`, 'each'),
    isNotEmpty: message(`${EACH}should not be empty`, 'each'),
    isDefined: message(`${EACH}should not be null or undefined`, 'each'),
    isIn: message(`${EACH}must be one of the following values: {limit}`, 'each', 'limit'),
    min: message(`${EACH}must not be less than {limit}`, 'each', 'limit'),
    max: message(`${EACH}must not be greater than {limit}`, 'each', 'limit'),
    minLength: message(`${EACH}must be longer than or equal to {limit} characters`, 'each', 'limit'),
    maxLength: message(`${EACH}must be shorter than or equal to {limit} characters`, 'each', 'limit'),
    matches: message(`${EACH}must match {limit} regular expression`, 'each', 'limit'),
    arrayMinSize: message(`${EACH}must contain at least {limit} elements`, 'each', 'limit'),
    arrayMaxSize: message(`${EACH}must contain no more than {limit} elements`, 'each', 'limit'),
    arrayNotEmpty: message(`${EACH}should not be empty`, 'each'),
    arrayUnique: 'elements must be unique',
  },
});
