import { labelOf } from '#api/label.ts'
import { sentence } from '#api/sentence.ts'
import type { Channel, Rule } from '#api/types.ts'
import { StatusBadge, type Tone } from '#ui/StatusBadge.tsx'
import { dlqThreshold } from './ruleForm.ts'
import { t } from './strings.ts'

const tones: Record<Channel['health']['state'], Tone> = {
  ok: 'green',
  unused: 'neutral',
  unconfirmed: 'amber',
  failing: 'red',
  incomplete: 'amber',
  off: 'neutral',
}

export function ChannelBadge({ channel }: { channel: Channel }) {
  const { state } = channel.health
  return <StatusBadge tone={tones[state]}>{labelOf('notification_channel.health.state', state)}</StatusBadge>
}

/** The recipients of a channel, in one line. */
export function placeOf({ type, config }: Channel): string {
  switch (type) {
    case 'email':
      return (config.recipients ?? []).join(', ')
    case 'slack':
      return [config.workspace, config.channel].filter(Boolean).join(' / ')
    case 'webhook':
      return config.url ?? ''
    case 'in_app':
      return [
        (config.roles ?? []).map(sentence).join(', '),
        config.member_ids?.length ? t.channels.members(config.member_ids.length) : '',
        config.person_concerned ? t.channels.personConcerned : '',
      ]
        .filter(Boolean)
        .join(' · ')
  }
}

/** The timing of a rule, in one line. */
export function timingOf(rule: Rule): string {
  const { threshold, within_minutes } = rule.filters as { threshold?: number; within_minutes?: number }
  return [
    ...(threshold
      ? [
          rule.event === dlqThreshold
            ? t.rules.letters(threshold)
            : t.rules.threshold(threshold, within_minutes ?? 60),
        ]
      : []),
    rule.digest === 'hourly'
      ? t.rules.hourly
      : rule.digest === 'daily'
        ? t.rules.daily(rule.digest_at)
        : t.rules.atOnce,
    ...(rule.cooldown_minutes > 0 ? [t.rules.cooldown(rule.cooldown_minutes)] : []),
    ...(rule.quiet_hours ? [t.rules.quiet(rule.quiet_hours.from, rule.quiet_hours.to)] : []),
  ].join(' · ')
}
