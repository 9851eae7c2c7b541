// Rules of alerts: presets, and from the form to what is sent.
import type {
  AlertKind,
  AlertRule,
  AlertRulePatch,
  NewAlertRule,
  Receiver,
  ReceiverKind,
  Severity,
} from '../../api/types';

export const anyKind = '*';

type Comparison = '>' | '>=' | '<' | '<=';
export const comparisons: Comparison[] = ['>', '>=', '<', '<='];

export type RuleValues = {
  code: string;
  name: string;
  about: 'match' | 'metric';
  kinds: string[];
  shops: string[];
  metric: { name: string; op: Comparison; value: number; for_s: number };
  severity: Severity;
  targets: string[];
  target_kinds: ReceiverKind[];
  group_s: number;
  repeat_s: number;
  paused: boolean;
};

const fresh: RuleValues = {
  code: '',
  name: '',
  about: 'match',
  kinds: [anyKind],
  shops: [],
  metric: { name: '', op: '>', value: 0, for_s: 60 },
  severity: 'warning',
  targets: [],
  target_kinds: [],
  group_s: 60,
  repeat_s: 0,
  paused: false,
};

export function valuesOf(rule: AlertRule | undefined): RuleValues {
  if (!rule) return fresh;
  const { code, name, severity, targets, target_kinds, match, metric } = rule;
  const { group_s, repeat_s, paused } = rule;
  return {
    ...fresh,
    ...{ code, name, severity, targets, target_kinds, group_s, repeat_s, paused },
    about: metric ? 'metric' : 'match',
    kinds: match?.kinds ?? [anyKind],
    shops: match?.shops ?? [],
    metric: metric ? { for_s: 0, ...metric } : fresh.metric,
  };
}

const isBot = ({ kind }: Receiver) => kind.endsWith('_bot');
const codes = (receivers: Receiver[]) => receivers.map(({ code }) => code);

export type Preset = 'orders_missing' | 'critical' | 'parked';
export const presets: Preset[] = ['orders_missing', 'critical', 'parked'];

/** A preset fitted to the receivers that there are. */
export function presetValues(
  preset: Preset,
  receivers: Receiver[],
  kinds: AlertKind[],
): RuleValues {
  const bots = codes(receivers.filter(isBot));
  if (preset === 'orders_missing') {
    const targets = codes(receivers.filter((receiver) => !isBot(receiver)));
    return {
      ...fresh,
      code: 'orders-missing',
      kinds: ['orders_missing'],
      severity: 'critical',
      targets,
    };
  }
  if (preset === 'critical') {
    const alarming = kinds.filter(({ severity, told }) => told && severity === 'critical');
    const named = alarming.map(({ kind }) => kind);
    return { ...fresh, code: 'critical', kinds: named, severity: 'critical', targets: bots };
  }
  const metric = { name: 'ordo_parked_messages', op: '>' as const, value: 50, for_s: 300 };
  return { ...fresh, code: 'parked', about: 'metric', metric, targets: bots };
}

function aboutOf({ about, kinds, shops, metric }: RuleValues) {
  if (about === 'metric') return { metric };
  return { match: shops.length ? { kinds, shops } : { kinds } };
}

function commonOf({ name, severity, group_s, repeat_s, paused }: RuleValues) {
  return { name: name.trim(), severity, group_s, repeat_s, paused };
}

/** Whether somebody is told: a receiver that is named, or every one of a kind. */
export function tellsSomebody({ targets, target_kinds }: Partial<RuleValues>): boolean {
  return Boolean(targets?.length || target_kinds?.length);
}

export function newRule(values: RuleValues): NewAlertRule {
  const { targets, target_kinds } = values;
  return {
    code: values.code,
    ...commonOf(values),
    ...(targets.length ? { targets } : {}),
    ...(target_kinds.length ? { target_kinds } : {}),
    ...aboutOf(values),
  };
}

/** The whole rule: what it is no longer about, and whom it no longer tells, is taken away by null. */
export function rulePatch(values: RuleValues): AlertRulePatch {
  const told = {
    targets: values.targets.length ? values.targets : null,
    target_kinds: values.target_kinds.length ? values.target_kinds : null,
  };
  const common = { ...commonOf(values), ...told };
  if (values.about === 'metric') return { ...common, match: null, metric: values.metric };
  // Shops that are left out would be kept by a merge.
  const shops = values.shops.length ? values.shops : null;
  const match = { kinds: values.kinds, shops } as NonNullable<AlertRulePatch['match']>;
  return { ...common, metric: null, match };
}
