import { createVerifier } from '../../client/src/node.ts';
import { writeCredential } from '../../shared/identity/credential.ts';
import { openSession } from '../../shared/identity/session.ts';
import type { MemberId } from '../../shared/membership/model.ts';
import { FEATURES, SERVICE } from './lives/publication.ts';
import type { ModelWorld } from './world.ts';

/** What a verified token lets its reader open, and its `iat`: the facts in it are as they were read from then on. */
export interface Minted {
  readonly unlocked: ReadonlySet<string>;
  readonly why: string | undefined;
  readonly issuedAt: number;
}

export type Readers = ReturnType<typeof createReaders>;

/** Readers with sessions, whose tokens our own client verifies. */
export function createReaders(world: ModelWorld) {
  const credentials = new Map<MemberId, string>();
  const verifier = createVerifier({
    issuer: SERVICE,
    audience: 'the-model',
    features: [...FEATURES],
    fetch: (url) => world.stage.offStage(() => world.fetch(new Request(url))),
    now: world.stage.now,
  });
  let sessions = 0;

  async function signIn(member: MemberId): Promise<string> {
    sessions += 1;
    const facts = await world.members.facts(member);
    const sid = `ses_${String(sessions).padStart(26, '0')}`;
    const epoch = facts?.member.sessionEpoch ?? 0;
    const session = openSession(
      { sid, member, epoch, how: 'code', device: { program: 'Firefox' } },
      Math.floor(world.stage.now() / 1000),
    );
    await world.sessions.open(session);
    return writeCredential(world.secrets, session);
  }

  async function ask(credential: string): Promise<Response> {
    return world.fetch(
      new Request(`${SERVICE}/v1/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ refresh_token: credential }),
      }),
    );
  }

  async function read(member: MemberId, response: Response): Promise<Minted | undefined> {
    if (response.status === 401) credentials.delete(member);
    if (response.status !== 200) return undefined;
    const { access_token, refresh_token } = (await response.json()) as {
      access_token: string;
      refresh_token: string;
    };
    credentials.set(member, refresh_token);
    const access = await verifier.verify(access_token);
    const unlocked = new Set(FEATURES.filter((feature) => access.unlocks(feature)));
    return { unlocked, why: access.why, issuedAt: access.claims.iat };
  }

  return {
    /** Asks for a token, as an invocation where it is made on the stage; `undefined` where it gets none. */
    async mint(member: MemberId): Promise<Minted | undefined> {
      const credential = credentials.get(member) ?? (await signIn(member));
      return read(member, await ask(credential));
    },

    /** The same until it gets one. */
    async mintAtOnce(member: MemberId): Promise<Minted> {
      const minted = (await this.mint(member)) ?? (await this.mint(member));
      if (minted === undefined) throw new Error(`${member} gets no token.`);
      return minted;
    },
  };
}
