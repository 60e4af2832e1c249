import { useSyncExternalStore } from 'react'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const KEY = 'oddslake.theme'
const root = document.documentElement
const dark = matchMedia('(prefers-color-scheme: dark)')
const listeners = new Set<() => void>()

const told = () => {
  for (const listener of listeners) listener()
}
dark.addEventListener('change', told)

function stored(): Theme {
  const word = localStorage.getItem(KEY)
  return THEMES.find((theme) => theme === word) ?? 'system'
}

function apply(theme: Theme): void {
  if (theme === 'system') delete root.dataset.theme
  else root.dataset.theme = theme
}

/** Takes up what was chosen here before; without a choice the system's preference holds. */
export const restoreTheme = (): void => apply(stored())

export function choose(theme: Theme): void {
  if (theme === 'system') localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, theme)
  apply(theme)
  told()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useTheme = (): Theme => useSyncExternalStore(subscribe, stored)

/** Whether it is dark now, by choice or by the system: what is drawn on a canvas has to know. */
export function useDark(): boolean {
  return useSyncExternalStore(subscribe, () => (stored() === 'system' ? dark.matches : stored() === 'dark'))
}
