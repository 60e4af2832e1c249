/** The names of what can be called on a class's instances. */
export function methodsOf(type) {
  return Object.getOwnPropertyNames(type.prototype).filter((name) => name !== 'constructor')
}

/** Tells the parent process the names of the methods, then runs those that it names and sends back what they give. */
export function serve(methods) {
  process.on('message', async ({ id, method, args }) => {
    try {
      process.send({ id, value: await methods[method](...args) })
    } catch (error) {
      process.send({ id, error: `${error.message} ${JSON.stringify(error.response?.data ?? '')}` })
    }
  })
  process.send({ methods: Object.keys(methods) })
}
