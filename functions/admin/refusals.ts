import type { GrantRefusal } from '../../shared/membership/grants.ts';
import { ADDRESS_REFUSALS } from '../http/address-refusals.ts';
import type { Problem } from '../http/problem.ts';
import type { HolderRefusal, RevokeRefusal } from './grant.ts';

export type AdminRefusal =
  | GrantRefusal
  | HolderRefusal
  | RevokeRefusal
  | 'api_key_not_in_force'
  | 'scope_not_yours'
  | 'event_unknown'
  | 'quarantine_unknown'
  | 'quarantine_ignored_already'
  | 'quarantine_replaying'
  | 'sweep_not_halted'
  | 'sweep_account_same';

export const ADMIN_REFUSALS: Readonly<Record<AdminRefusal, Omit<Problem, 'code'>>> = {
  grant_plan_or_features: {
    status: 400,
    detail: 'Name either a plan or features, not both and not neither.',
  },
  grant_plan_unknown: { status: 400, detail: 'There is no plan of this name.' },
  grant_feature_unknown: { status: 400, detail: 'One of these features is not the publication’s.' },
  grant_end_before_start: { status: 400, detail: 'The end must come after the start.' },
  grant_end_in_past: { status: 400, detail: 'The end lies in the past.' },
  grant_too_long: { status: 400, detail: 'The end lies further ahead than policies.compMaxDays allows.' },
  grant_unknown: { status: 404, detail: 'There is no such grant.' },
  grant_revoked_already: { status: 409, detail: 'This grant was revoked before.' },
  holder_missing: { status: 400, detail: 'Name either an email or a member, not both and not neither.' },
  member_unknown: { status: 404, detail: 'There is no such member.' },
  ...ADDRESS_REFUSALS,
  api_key_not_in_force: { status: 404, detail: 'There is no such API key in force.' },
  scope_not_yours: { status: 403, detail: 'A key can only give scopes that it has itself.' },
  event_unknown: { status: 404, detail: 'No such event has been processed.' },
  quarantine_unknown: { status: 404, detail: 'Nothing of this kind and value was ever quarantined.' },
  quarantine_ignored_already: { status: 409, detail: 'This entry is ignored already.' },
  quarantine_replaying: { status: 409, detail: 'This entry is being replayed already.' },
  sweep_not_halted: {
    status: 409,
    detail: 'No nightly comparison is halted for those who would lose access.',
  },
  sweep_account_same: { status: 409, detail: 'This is the account that the sweep reads already.' },
};

export function refusal(code: AdminRefusal): Problem {
  return { code, ...ADMIN_REFUSALS[code] };
}
