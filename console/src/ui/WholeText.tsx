import { useId } from 'react'
import classes from './WholeText.module.css'

type Props = {
  label: string
  description?: string
  text: string
  /** Large, and broken only after a hyphen: a code that people write down. */
  isCode?: boolean
}

/** A text that must be readable whole, such as a secret. It wraps; a field would cut it off. */
export function WholeText({ label, description, text, isCode = false }: Props) {
  const id = useId()
  return (
    <div className={classes.block}>
      <label htmlFor={id}>{label}</label>
      {description ? <p className="dim">{description}</p> : null}
      <output id={id} className={isCode ? classes.code : classes.text}>
        {isCode
          ? [...text.matchAll(/[^-]+-?/g)].map(({ 0: group, index }) => <span key={index}>{group}</span>)
          : text}
      </output>
    </div>
  )
}
