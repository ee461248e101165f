import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { get, post } from '#api/client.ts'
import type { Grade } from '#api/types.ts'
import { Drawer } from '#ui/Drawer.ts'
import { ErrorState } from '#ui/ErrorState.tsx'
import { Notice } from '#ui/Notice.tsx'
import { Progress } from '#ui/Progress.ts'
import { StateBadge, states } from '#ui/StatusBadge.tsx'
import { t } from './strings.ts'
import classes from './webhooks.module.css'

const outcomes = states('getGrade.checks.outcome', { passed: 'green', failed: 'red', inconclusive: 'amber' })

const w = t.grade

/** Sends honest and dishonest requests to the receiver, and reports its answers. */
export function GradedPing({ endpointId, onClose }: { endpointId: string; onClose: () => void }) {
  const started = useQuery({
    queryKey: ['grade', endpointId],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    queryFn: () => post('/api/v1/webhooks/endpoints/{id}/graded-ping', { path: { id: endpointId } }),
  })
  const gradeId = started.data?.id ?? ''
  const grade = useQuery({
    queryKey: ['grade', endpointId, gradeId],
    enabled: gradeId !== '',
    queryFn: () =>
      get('/api/v1/webhooks/endpoints/{id}/graded-pings/{gradeId}', { path: { id: endpointId, gradeId } }),
    refetchInterval: ({ state }) => (state.data?.status === 'done' ? false : 1000),
  })
  const error = started.error ?? grade.error

  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={w.title}
      closeButtonProps={{ 'aria-label': w.close }}
    >
      {error ? (
        <ErrorState error={error} onRetry={() => void started.refetch()} />
      ) : (
        <Report grade={grade.data} />
      )}
      {grade.data?.status === 'done' ? (
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={() => void started.refetch()}>
            {w.again}
          </Button>
        </Group>
      ) : null}
    </Drawer>
  )
}

function Report({ grade }: { grade: Grade | undefined }) {
  const checks = grade?.checks ?? []
  const isDone = grade?.status === 'done'
  const total = grade?.total ?? checks.length
  const score = grade?.score ?? checks.filter((check) => check.outcome === 'passed').length
  return (
    <>
      {isDone ? (
        <Notice tone={score === total ? 'green' : 'amber'} title={w.score(score, total)} />
      ) : (
        <div role="status">
          <p>
            <strong>{w.running}</strong>
          </p>
          <p className="dim">{w.runningHint}</p>
          <Progress mt="xs" value={100} animated aria-label={w.running} />
        </div>
      )}
      <ul className={classes.checks}>
        {checks.map((check) => (
          <li key={check.name}>
            <StateBadge of={outcomes} state={check.outcome} />
            <div>
              <strong>{check.title}</strong>
              <p>
                {w.expectation}: {check.expectation}
              </p>
              <p>
                {w.answer}: {check.responseStatus ?? w.noAnswer}
                {check.detail ? ` · ${check.detail}` : ''}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </>
  )
}
