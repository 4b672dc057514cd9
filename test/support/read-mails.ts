import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';

const MailLine = Type.Object(
  {
    at: Type.String(),
    messageId: Type.String(),
    from: Type.String(),
    to: Type.String(),
    subject: Type.String(),
    text: Type.String(),
    html: Type.String(),
  },
  { additionalProperties: false },
);
const readable = Compile(MailLine);

/** A mail as the file mailer writes it. */
export type MailLine = Static<typeof MailLine>;

/** The mails in the files of `folder`, oldest first, without lines that a crash cut off. */
export const readMails = (folder: string): readonly MailLine[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.jsonl'))
    .sort()
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'))
    .flatMap((line) => {
      try {
        return [readable.Parse(JSON.parse(line))];
      } catch {
        return [];
      }
    });
