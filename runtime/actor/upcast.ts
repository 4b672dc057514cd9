import type { MessageType } from '../../contracts/message-type.ts';
import { Poison } from '../errors.ts';

/**
 * Brings data of an older schema version to the present one, step by step.
 * @throws Poison `message/from-the-future` when this process is older than the data, `message/invalid-data` when an
 *   upcaster cannot read them.
 */
export const upcast = (type: MessageType | undefined, schemaVersion: number, data: unknown): unknown => {
  if (!type) return data;
  if (schemaVersion > type.schemaVersion)
    throw new Poison(
      'message/from-the-future',
      `${type.type} has schema version ${schemaVersion}, this process knows ${type.schemaVersion}; deploy the newer one`,
    );
  try {
    return type.upcasters.slice(schemaVersion - 1).reduce((older, upcaster) => upcaster(older), data);
  } catch (error) {
    // An upcaster relies on the schema of its time, which nobody has checked.
    const what = `${type.type} version ${schemaVersion} is not what its schema was`;
    throw new Poison('message/invalid-data', what, {}, error);
  }
};
