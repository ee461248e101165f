import { Skeleton } from '@mantine/core'
import { s } from '../strings.ts'
import classes from './states.module.css'

/** The outline of a page while its code or record loads. */
export function PageSkeleton() {
  return (
    <div className={classes.bars} role="status" aria-busy="true" aria-label={s.loading}>
      <Skeleton height={24} width={240} />
      <Skeleton height={16} width="60%" />
      <Skeleton height={220} />
    </div>
  )
}
