/** What is wrong with a payload that was edited: text to show; empty when it can be sent. */
export const checkPayload = async (text: string, schema: unknown): Promise<readonly string[]> => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return [error instanceof Error ? error.message : 'This is no JSON.'];
  }
  if (schema === undefined) return [];
  // Only here is it needed, so it is not part of the first view.
  const { Errors } = await import('typebox/schema');
  const [, errors] = Errors(Object(schema), value);
  return [...new Set(errors.map(({ instancePath, message }) => `${instancePath || 'the data'} ${message}`))];
};
