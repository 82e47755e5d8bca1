// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

/**
 * Shows the jobs of a queue in a page, by bull-board, for people who may see all of them.
 * Nobody can change anything there: `afmpeg jobs` retries and cancels.
 *
 * npm install bullmq ioredis express @bull-board/api @bull-board/express
 * AFMPEG_REDIS=redis://127.0.0.1:6379 node dashboard.cjs
 */
"use strict";
const { createBullBoard } = require("@bull-board/api");
const { BullMQAdapter } = require("@bull-board/api/bullMQAdapter");
const { ExpressAdapter } = require("@bull-board/express");
const { Queue } = require("bullmq");
const express = require("express");
const { Redis } = require("ioredis");

const {
  AFMPEG_REDIS: url = "redis://127.0.0.1:6379",
  QUEUE: name = "jobs",
  HOST: host = "127.0.0.1",
  PORT: port = "3000",
} = process.env;
const connection = new Redis(url, { maxRetriesPerRequest: null });
const queue = new Queue(name, { connection, prefix: "afmpeg" });
const serverAdapter = new ExpressAdapter();
createBullBoard({
  queues: [new BullMQAdapter(queue, { readOnlyMode: true })],
  serverAdapter,
});
const app = express();
app.use("/", serverAdapter.getRouter());
const server = app.listen(Number(port), host, () => {
  console.log(`http://${host}:${server.address().port}/`);
});
