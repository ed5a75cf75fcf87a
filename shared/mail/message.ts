import * as z from 'zod';

/** What the mail queue carries. The code and the link exist here and in the reader's mailbox, nowhere else. */
export const mailMessage = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('sign_in'),
    to: z.string(),
    /** Absent where the address has had too many wrong codes: the link still works. */
    code: z.string().optional(),
    link: z.string(),
    expiresAt: z.int(),
  }),
]);
export type MailMessage = z.output<typeof mailMessage>;
