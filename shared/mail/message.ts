import * as z from 'zod';

const base = {
  to: z.string(),
  /** Epoch seconds, after which the mail is worth nothing and is not sent. */
  expiresAt: z.int(),
  /** Of the request that asked for the mail. */
  requestId: z.string().optional(),
};
const code = z.string().regex(/^\d{6}$/);

/** What the mail queue carries. A code and a link exist here and in the reader's mailbox, nowhere else. */
export const mailMessage = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('sign_in'),
    ...base,
    /** Absent where the address has had too many wrong codes or too many mails: the link still works. */
    code: code.optional(),
    link: z.string(),
    /**
     * Past what one network may ask for, and to nobody's address: it goes this far like any other, so that nobody is told
     * apart, and no further.
     */
    isKept: z.literal(true).optional(),
  }),
  /** Asks the address that a member has whether it may be changed. */
  z.object({
    kind: z.literal('address_change_old'),
    ...base,
    code,
    /** As its reader may see it: masked where they have not typed it. */
    newAddress: z.string(),
  }),
  /** Asks the address that a member wants to have whether it is theirs. */
  z.object({ kind: z.literal('address_change_new'), ...base, code }),
  /** Tells the address that a member had. */
  z.object({ kind: z.literal('address_changed'), ...base, newAddress: z.string() }),
]);
export type MailMessage = z.output<typeof mailMessage>;
