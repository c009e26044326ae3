/** The type of every JSON answer, as Fastify writes it: for bodies that are made here. */
export const jsonContentType = 'application/json; charset=utf-8'
