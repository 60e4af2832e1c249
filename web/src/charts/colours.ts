/** A colour of the style sheet as a canvas takes it. */
export function resolved(value: string, isDark: boolean): string {
  const probe = document.createElement('span')
  probe.style.colorScheme = isDark ? 'dark' : 'light'
  probe.style.color = value
  document.body.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}
