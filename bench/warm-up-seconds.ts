/**
 * Until then V8 still compiles: in turns of 15 s at 64 connections the order service took 1.56, 1.11, 0.97, 1.06, 0.93 and
 * 0.85 ms of CPU for an order and had 548, 142, 113, 103, 116 and 82 functions compiled, and all processes and servers
 * together 6.2, 4.9, 4.6, 5.9, 4.5 and 4.3 (in the fourth PostgreSQL took half as much again, with a checkpoint).
 */
export const warmUpSeconds = 80;
