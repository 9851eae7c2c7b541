// Rules of alerts: presets, and from the form to what is sent.
import type {
  AlertKind,
  AlertRule,
  AlertRulePatch,
  NewAlertRule,
  Receiver,
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
  group_s: 60,
  repeat_s: 0,
  paused: false,
};

export function valuesOf(rule: AlertRule | undefined): RuleValues {
  if (!rule) return fresh;
  const { code, name, severity, targets, group_s, repeat_s, paused, match, metric } = rule;
  return {
    ...fresh,
    ...{ code, name, severity, targets, group_s, repeat_s, paused },
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

function commonOf({ name, severity, targets, group_s, repeat_s, paused }: RuleValues) {
  return { name: name.trim(), severity, targets, group_s, repeat_s, paused };
}

export function newRule(values: RuleValues): NewAlertRule {
  return { code: values.code, ...commonOf(values), ...aboutOf(values) };
}

/** The whole rule: what it is no longer about is taken away by null. */
export function rulePatch(values: RuleValues): AlertRulePatch {
  if (values.about === 'metric') {
    return { ...commonOf(values), match: null, metric: values.metric };
  }
  // Shops that are left out would be kept by a merge.
  const shops = values.shops.length ? values.shops : null;
  const match = { kinds: values.kinds, shops } as NonNullable<AlertRulePatch['match']>;
  return { ...commonOf(values), metric: null, match };
}
