import type { Rule, RuleBody } from '#api/types.ts'

export type Condition = { field: string; op: string; value: string }

export const dlqThreshold = 'dlq.threshold_exceeded'

/** A rule as form fields. */
export function ruleValues(rule: Rule | undefined, zone: string) {
  const { where, threshold, within_minutes, ...lists } = (rule?.filters ?? {}) as Record<string, unknown>
  const named = Object.entries(lists).map(([name, ids]) => ({ name, ids: ids as string[] }))
  return {
    name: rule?.name ?? '',
    event: rule?.event ?? '',
    channel_ids: rule?.channel_ids ?? [],
    severity: rule?.severity ?? ('medium' as Rule['severity']),
    lists: named.length > 0 ? named : [{ name: 'record_ids', ids: [] as string[] }],
    where: ((where as { field: string; op: string; value?: unknown }[] | undefined) ?? []).map(
      ({ field, op, value }): Condition => ({
        field,
        op,
        value: typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value),
      }),
    ),
    threshold: (threshold as number | undefined) ?? ('' as const),
    within_minutes: (within_minutes as number | undefined) ?? 60,
    cooldown_minutes: rule?.cooldown_minutes ?? 0,
    digest: rule?.digest ?? ('none' as Rule['digest']),
    digest_at: rule?.digest_at ?? '08:00',
    isQuiet: Boolean(rule?.quiet_hours),
    quiet_hours: rule?.quiet_hours ?? { from: '22:00', to: '06:00', zone },
    enabled: rule?.enabled ?? true,
  }
}
export type RuleValues = Omit<ReturnType<typeof ruleValues>, 'threshold'> & { threshold: number | string }

/** 50, true and null keep their type. Everything else is text. */
function readValue(text: string): string | number | boolean | null {
  const trimmed = text.trim()
  if (trimmed === 'true' || trimmed === 'false') return trimmed === 'true'
  if (trimmed === 'null') return null
  return trimmed !== '' && Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed
}

/** The part of a rule that the preview uses. */
export function timingBody(values: RuleValues): Omit<RuleBody, 'name' | 'channel_ids' | 'enabled'> {
  const threshold = Number(values.threshold)
  const where = values.where
    .filter((condition) => condition.field.trim() !== '')
    .map(({ field, op, value }) => ({
      field: field.trim(),
      op,
      ...(op === 'exists' ? {} : { value: readValue(value) }),
    }))
  return {
    event: values.event,
    filters: {
      ...Object.fromEntries(
        values.lists.filter(({ ids }) => ids.length > 0).map(({ name, ids }) => [name, ids]),
      ),
      ...(where.length > 0 ? { where } : {}),
      ...(threshold > 0
        ? {
            threshold,
            ...(values.event === dlqThreshold ? {} : { within_minutes: Number(values.within_minutes) || 60 }),
          }
        : {}),
    },
    severity: values.severity,
    cooldown_minutes: Number(values.cooldown_minutes) || 0,
    digest: values.digest,
    digest_at: values.digest_at,
    quiet_hours: values.isQuiet ? values.quiet_hours : null,
  }
}

export function ruleBody(values: RuleValues): RuleBody {
  return {
    ...timingBody(values),
    name: values.name.trim(),
    channel_ids: values.channel_ids,
    enabled: values.enabled,
  }
}
