import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, remove } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import type { Service } from '#api/types.ts'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { onUse } from '#ui/onUse.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { useAction } from '#ui/useAction.ts'
import { DeploymentRow } from './DeploymentRow.tsx'
import { projectStates } from './kind.ts'
import classes from './projects.module.css'
import { t } from './strings.ts'

const DeploymentDialog = onUse(async () => (await import('./DeploymentDialog.tsx')).DeploymentDialog)

const w = t.service

/** A service of a project, with its deployments. */
export function ServiceCard({ service }: { service: Service }) {
  const can = useCan()
  const [isCreating, setCreating] = useState(false)
  const [isRemoving, setRemoving] = useState(false)
  const removal = useAction({
    run: () => remove('/api/services/{id}', { path: { id: service.id } }),
    done: w.removed(service.name),
    changes: ['service', 'project'],
    quiet: true,
  })
  const deployments = useQuery({
    queryKey: ['deployment', service.id],
    queryFn: () =>
      get('/api/services/{id}/deployments', { path: { id: service.id }, query: { page_size: 100 } }),
    enabled: can('listDeployments'),
  })
  const d = t.deployment

  return (
    <article className={classes.service} aria-label={service.name}>
      <header>
        <h3>{service.name}</h3>
        <StateBadge of={projectStates} state={service.status} />
        <span className="dim">
          {[labelOf('service.kind', service.kind), service.aircraftType, service.base]
            .filter(Boolean)
            .join(' · ')}
        </span>
        <span className={classes.grow} />
        {can('deleteService') && deployments.data?.total === 0 ? (
          <Button
            variant="default"
            aria-label={`${w.remove}: ${service.name}`}
            onClick={() => setRemoving(true)}
          >
            {w.remove}
          </Button>
        ) : null}
        {can('createDeployment') ? (
          <Button
            variant="default"
            aria-label={`${w.newDeployment}: ${service.name}`}
            onClick={() => setCreating(true)}
          >
            {w.newDeployment}
          </Button>
        ) : null}
      </header>
      {can('listDeployments') ? (
        <Loaded query={deployments}>
          {({ items }) =>
            items.length === 0 ? (
              <p className="dim">{w.noDeployments}</p>
            ) : (
              <div className={classes.scroll}>
                <table className={classes.table} aria-label={w.deployments(service.name)}>
                  <thead>
                    <tr>
                      <th scope="col">{d.aircraft}</th>
                      <th scope="col">{d.crew}</th>
                      <th scope="col">{d.period}</th>
                      <th scope="col">{d.status}</th>
                      <th scope="col">
                        <span className="visually-hidden">{d.actions}</span>
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {items.map((deployment) => (
                      <DeploymentRow key={deployment.id} deployment={deployment} />
                    ))}
                  </tbody>
                </table>
              </div>
            )
          }
        </Loaded>
      ) : null}
      {isRemoving ? (
        <ConfirmDialog
          title={w.removeTitle(service.name)}
          confirm={w.remove}
          isDangerous
          onConfirm={() => removal.mutateAsync()}
          onClose={() => setRemoving(false)}
        >
          {w.removeText}
        </ConfirmDialog>
      ) : null}
      {isCreating ? <DeploymentDialog service={service} onClose={() => setCreating(false)} /> : null}
    </article>
  )
}
