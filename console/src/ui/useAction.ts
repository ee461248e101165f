import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { createElement } from 'react'
import { ApiError } from '#api/error.ts'
import { s } from '../strings.ts'
import { ActionToast } from './ActionToast.tsx'

/** Says in a toast why something was refused, with the request id to quote. */
export function showRefusal(error: unknown) {
  const requestId =
    error instanceof ApiError && error.requestId ? `\n${s.error.requestId} ${error.requestId}` : ''
  notifications.show({
    color: 'red',
    message: `${error instanceof Error ? error.message : String(error)}${requestId}`,
    autoClose: 12_000,
    style: { whiteSpace: 'pre-line' },
  })
}

/** Says what was done, with a button for what may be wanted next. */
export function showNextStep(message: string, label: string, run: () => void) {
  const id = crypto.randomUUID()
  const onClick = () => {
    notifications.hide(id)
    run()
  }
  notifications.show({
    id,
    autoClose: 10_000,
    message: createElement(ActionToast, { message, label, onClick }),
  })
}

/** Says what was done; where it can be taken back, that is offered here and nobody was asked before. */
export function showDone(message: string, undo?: () => Promise<unknown>) {
  if (!undo) return void notifications.show({ message })
  showNextStep(message, s.undo, () => {
    undo().then(
      () => showDone(s.undone),
      (error: unknown) => showRefusal(error),
    )
  })
}

type Action<Input, Output> = {
  run: (input: Input) => Promise<Output>
  /** What the toast says once it is done. */
  done?: string | ((output: Output, input: Input) => string)
  /** The subject types whose lists and records change by it. */
  changes: string[]
  onDone?: (output: Output, input: Input) => void
  /** How it is taken back, where it can be; the answer of the write says from what. */
  undo?: (output: Output, input: Input) => (() => Promise<unknown>) | null
  /** Dialogs show the refusal themselves. */
  quiet?: boolean
}

/** A write: runs it, says what came of it, and refreshes what shows it. */
export function useAction<Input = void, Output = unknown>({
  run,
  done,
  changes,
  undo,
  onDone,
  quiet = false,
}: Action<Input, Output>) {
  const queryClient = useQueryClient()
  return useMutation<Output, unknown, Input>({
    mutationFn: run,
    onSuccess: async (output, input) => {
      const text = typeof done === 'function' ? done(output, input) : done
      const refresh = () =>
        [...changes, 'timeline'].map((subject) => queryClient.invalidateQueries({ queryKey: [subject] }))
      const back = undo?.(output, input)
      if (text) showDone(text, back ? () => back().then(refresh) : undefined)
      const refreshed = refresh()
      onDone?.(output, input)
      await Promise.all(refreshed)
    },
    onError: (error) => {
      if (!quiet) showRefusal(error)
    },
  })
}
