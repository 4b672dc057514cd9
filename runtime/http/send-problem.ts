import type { FastifyReply } from 'fastify';
import type { ProblemAnswer } from './problem.ts';

/** Sends a problem document. */
export const sendProblem = (reply: FastifyReply, answer: ProblemAnswer): FastifyReply =>
  reply
    .code(answer.body.status)
    .headers(answer.headers)
    .type('application/problem+json')
    .serializer((body) => JSON.stringify(body))
    .send(answer.body);
