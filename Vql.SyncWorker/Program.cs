using Vql.SyncWorker.Commands;

return await CommandLine.RunAsync(args);
