import { Instant } from '#ui/Instant.tsx'
import { t } from './publicStrings.ts'
import classes from './safety.module.css'

type Props = {
  messages: { id: string; author: string; text: string; createdAt: string; isInternal?: boolean }[]
}

/** The messages between reporter and safety manager, oldest first. */
export function Messages({ messages }: Props) {
  if (messages.length === 0) return <p className="dim">{t.track.none}</p>
  return (
    <ol className={classes.messages}>
      {messages.map(({ id, author, text, createdAt, isInternal }) => (
        <li key={id} data-internal={isInternal || undefined}>
          <div className="dim">
            <strong>{author}</strong> <Instant at={createdAt} />
          </div>
          <p>{text}</p>
        </li>
      ))}
    </ol>
  )
}
