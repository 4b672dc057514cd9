/** Every column of every table and index that is not the server's own: another answer is another schema. */
export const allColumns = `select attrelid, attname, atttypid from pg_attribute
  where attnum > 0 and attrelid >= 16384 order by attrelid, attnum`;
