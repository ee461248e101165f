import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { createElement } from 'react'
import { ApiError } from '#api/error.ts'
import { newKey } from '#api/newKey.ts'
import { refresh } from '#api/refresh.ts'
import { s } from '../strings.ts'
import { ActionToast } from './ActionToast.tsx'

/** Shows a toast with the refusal and the request ID to quote. */
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

/** Shows a toast with a button for the next step. */
export function showNextStep(message: string, label: string, run: () => void) {
  const id = newKey()
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

/** Shows a toast that something is done. If it can be undone, the toast offers that instead of asking before. */
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
  /** The text of the toast when it is done. */
  done?: string | ((output: Output, input: Input) => string)
  /** The kinds of records that this changes; what else shows them is derived. */
  changes: string[]
  onDone?: (output: Output, input: Input) => void
  /** Returns a function that undoes the write, or null. */
  undo?: (output: Output, input: Input) => (() => Promise<unknown>) | null
  /** Set by dialogs, which show the refusal themselves. */
  quiet?: boolean
}

/** A write: runs it, shows the result in a toast, and refreshes the lists and records that it changes. */
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
      const back = undo?.(output, input)
      if (text) showDone(text, back ? () => back().then(() => refresh(queryClient, changes)) : undefined)
      // What waits on this device has changed nothing yet, and offline no query would end.
      const refreshed = output === null ? undefined : refresh(queryClient, changes)
      onDone?.(output, input)
      await refreshed
    },
    onError: (error) => {
      if (!quiet) showRefusal(error)
    },
  })
}
