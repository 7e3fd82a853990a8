/** A condition of PostgreSQL: the column is one of the texts of a list that is bound as JSON. */
export const AMONG = '= ANY (ARRAY(SELECT json_array_elements_text(?::json)))';
/** The same for whole numbers. */
export const AMONG_NUMBERS = '= ANY (ARRAY(SELECT json_array_elements_text(?::json)::bigint))';
