using System.Text.Json;
using Microsoft.Extensions.Logging;
using Npgsql;
using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Capture;
using Vql.SyncWorker.DeadLetters;
using Vql.SyncWorker.Reindex;
using Vql.SyncWorker.Retries;

namespace Vql.SyncWorker.Streaming;

/// <summary>
/// Indexes the current state of rows. Transient failures are retried without a limit, in smaller requests. Documents that
/// can never be indexed become dead letters.
/// </summary>
internal sealed class DocumentIndexer(
    DocumentReader documents, BulkClient bulk, WriteTargets targets, Epochs epochs, DeadLetterTable deadLetters, SyncMetrics metrics,
    TimeProvider time, ILogger<DocumentIndexer> logger)
{
    private const string IndexMissing = "index_not_found_exception";
    private const string Unreadable = "unreadable_row";
    private const string Unindexable = "unindexable_row";

    // After this number of failures without progress, the rows are indexed in halves.
    private const int FailuresBeforeSplit = 3;

    // The limit of the body size and the number of concurrent writers bound the memory.
    private const int MaxBodyBytes = 1 << 20;
    private const int MinBodyBytes = 1 << 14;

    private static readonly TimeSpan InitialDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(5);

    private volatile bool _hasDeadLetters = true;

    /// <summary>
    /// Indexes the existing rows and deletes the documents of the others. Completes when every document is up to date or a
    /// dead letter.
    /// </summary>
    /// <exception cref="ElasticsearchException">The index is missing.</exception>
    /// <exception cref="CaptureException">The index contains documents that are newer than the database.</exception>
    public async Task WriteAsync(EntityFields entity, IReadOnlyCollection<string> uuids, CancellationToken cancellationToken)
    {
        var remaining = uuids.ToHashSet();
        var backOff = new BackOff(InitialDelay, MaxDelay, time);
        var (size, failures) = (MaxBodyBytes, 0);
        while (remaining.Count > 0)
        {
            var before = remaining.Count;
            var fault = await TryWriteAsync(entity, remaining, size, cancellationToken);
            if (remaining.Count == 0)
            {
                return;
            }

            // The back-off does not grow while some operations succeed.
            if (remaining.Count < before)
            {
                backOff.Reset();
                failures = 0;
            }

            if (fault is not null && ++failures == FailuresBeforeSplit)
            {
                await IsolateAsync(entity, remaining, fault, cancellationToken);
                return;
            }

            await backOff.WaitAsync(cancellationToken);
            size = Math.Max(MinBodyBytes, size / 2);
        }
    }

    // A single row can cause the failure of a whole statement or request. It is isolated by halving and becomes a dead letter.
    private async Task IsolateAsync(EntityFields entity, HashSet<string> uuids, string fault, CancellationToken cancellationToken)
    {
        if (uuids.Count == 1)
        {
            await DeadLetterAsync(entity, new BulkItem(uuids.Single(), 0, Unindexable, fault), 0, null, cancellationToken);
            return;
        }

        foreach (var half in uuids.Chunk((uuids.Count + 1) / 2))
        {
            await WriteAsync(entity, half, cancellationToken);
        }
    }

    // Removes the completed rows from the set. Stops at the first body without a success, because the cursor must not stay
    // open while Elasticsearch is unavailable. Returns the reason if a retry would fail again; otherwise null.
    private async Task<string?> TryWriteAsync(
        EntityFields entity, HashSet<string> remaining, int size, CancellationToken cancellationToken)
    {
        try
        {
            var indices = await targets.OfAsync(entity, cancellationToken);
            using var body = new BulkBody();
            var operations = new List<Operation>();
            var missing = remaining.ToHashSet();
            await using var cursor = await documents.OpenAsync(entity, remaining, cancellationToken);
            while (await cursor.ReadAsync(cancellationToken))
            {
                missing.Remove(cursor.Uuid);
                if (TryAdd(body, operations, indices, cursor) is { } unreadable)
                {
                    var item = new BulkItem(cursor.Uuid, 0, Unreadable, unreadable);
                    await DeadLetterAsync(entity, item, cursor.Version, null, cancellationToken);
                    remaining.Remove(cursor.Uuid);
                }

                if (body.Length >= size
                    && await SendAsync(entity, body, operations, remaining, cancellationToken) is { HasProgress: false } stopped)
                {
                    return stopped.Fault;
                }
            }

            foreach (var uuid in missing)
            {
                foreach (var index in indices)
                {
                    body.AddDelete(index, uuid, cursor.Version);
                    operations.Add(new Operation(index, uuid, cursor.Version, IsDeletion: true));
                }

                if (body.Length >= size
                    && await SendAsync(entity, body, operations, remaining, cancellationToken) is { HasProgress: false } stopped)
                {
                    return stopped.Fault;
                }
            }

            return body.Count > 0 ? (await SendAsync(entity, body, operations, remaining, cancellationToken)).Fault : null;
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            Log.RowsNotRead(logger, entity.Table, remaining.Count, exception.Message);
            return IsContentError(exception) ? exception.Message : null;
        }
        catch (Exception exception) when (exception is not (CaptureException or ElasticsearchException or OperationCanceledException))
        {
            Log.RowsNotIndexed(logger, entity.Table, remaining.Count, exception.Message);
            return $"{exception.GetType().Name}: {exception.Message}";
        }
    }

    // Errors of PostgreSQL for values that it cannot process, and for corrupted data.
    private static bool IsContentError(Exception exception) =>
        exception is PostgresException { SqlState: var state } && (state.StartsWith("22", StringComparison.Ordinal)
            || state is PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted or PostgresErrorCodes.ProgramLimitExceeded);

    // Adds the document of a row. Returns the reason if the row cannot be converted; otherwise null.
    private static string? TryAdd(BulkBody body, List<Operation> operations, IReadOnlyList<string> indices, DocumentCursor cursor)
    {
        try
        {
            foreach (var index in indices)
            {
                body.AddIndex(index, cursor.Uuid, cursor.Version, cursor, static (writer, row) => row.WriteDocument(writer));
                operations.Add(new Operation(index, cursor.Uuid, cursor.Version, IsDeletion: false));
            }

            return null;
        }
        catch (UnreadableRowException exception)
        {
            return exception.Message;
        }
    }

    private async Task<SendResult> SendAsync(
        EntityFields entity, BulkBody body, List<Operation> operations, HashSet<string> remaining, CancellationToken cancellationToken)
    {
        var response = await bulk.SendAsync(body, cancellationToken: cancellationToken);
        if (!response.Succeeded)
        {
            Log.BulkFailed(logger, entity.Index, body.Count, response.Failure.Reason);
            return new SendResult(HasProgress: false, response.Failure.IsContentError ? response.Failure.Reason : null);
        }

        Count(entity, operations, response.Value);
        var retries = await ProcessResultsAsync(entity, operations, response.Value, cancellationToken);
        var before = remaining.Count;
        remaining.ExceptWith(operations.Select(operation => operation.Uuid).Where(uuid => !retries.Contains(uuid)));
        body.Clear();
        operations.Clear();
        return new SendResult(remaining.Count < before, Fault: null);
    }

    private void Count(EntityFields entity, List<Operation> operations, IReadOnlyList<BulkItem> items)
    {
        foreach (var (key, count) in operations.Zip(items, (operation, item) => (operation.IsDeletion, item.Result)).CountBy(key => key))
        {
            metrics.Documents(entity.Entity, key.IsDeletion, key.Result, count);
        }
    }

    // Adds dead letters for rejected documents. Returns the UUIDs of the documents to retry.
    private async Task<HashSet<string>> ProcessResultsAsync(
        EntityFields entity, List<Operation> operations, IReadOnlyList<BulkItem> items, CancellationToken cancellationToken)
    {
        var retries = new HashSet<string>();
        var rejected = new HashSet<string>();
        var newestVersion = 0L;
        for (var at = 0; at < items.Count; at++)
        {
            var (operation, item) = (operations[at], items[at]);
            newestVersion = Math.Max(newestVersion, item.CurrentVersion);
            if (item.Result == BulkResult.Transient)
            {
                retries.Add(operation.Uuid);
            }
            else if (item.Result == BulkResult.Rejected)
            {
                if (item.ErrorType == IndexMissing && operation.Index == entity.Index)
                {
                    throw new ElasticsearchException($"the index {entity.Index} was deleted");
                }

                rejected.Add(operation.Uuid);
                var document = operation.IsDeletion ? null : await ReadDocumentAsync(entity, operation.Uuid, cancellationToken);
                await DeadLetterAsync(entity, item, operation.Version, document, cancellationToken);
            }
        }

        if (newestVersion > 0)
        {
            await epochs.CheckDocumentsAsync(newestVersion, cancellationToken);
        }

        await RemoveDeadLettersAsync(entity, operations, retries, rejected, cancellationToken);
        return retries;
    }

    private async Task<string?> ReadDocumentAsync(EntityFields entity, string uuid, CancellationToken cancellationToken)
    {
        await using var cursor = await documents.OpenAsync(entity, [uuid], cancellationToken);
        return await cursor.ReadAsync(cancellationToken) ? DocumentOf(cursor) : null;
    }

    private async Task DeadLetterAsync(
        EntityFields entity, BulkItem item, long version, string? document, CancellationToken cancellationToken)
    {
        Log.DocumentRejected(logger, entity.Table, item.Id, item.ErrorType);
        await deadLetters.AddAsync(entity.Entity, item, version, document, cancellationToken);
        _hasDeadLetters = true;
    }

    // Documents that were rejected earlier and are accepted now are no longer dead letters.
    private async Task RemoveDeadLettersAsync(
        EntityFields entity, List<Operation> operations, HashSet<string> retries, HashSet<string> rejected,
        CancellationToken cancellationToken)
    {
        if (!_hasDeadLetters)
        {
            return;
        }

        await deadLetters.RemoveAsync(
            entity.Entity,
            [.. operations.Select(operation => operation.Uuid).Where(uuid => !retries.Contains(uuid) && !rejected.Contains(uuid))],
            cancellationToken);
        var count = await deadLetters.CountAsync(cancellationToken);
        metrics.DeadLetters = count;
        _hasDeadLetters = count > 0;
    }

    private static string DocumentOf(DocumentCursor cursor)
    {
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory))
        {
            cursor.WriteDocument(writer);
        }

        return System.Text.Encoding.UTF8.GetString(memory.ToArray());
    }

    /// <summary>The result of sending a body.</summary>
    /// <param name="HasProgress">Whether any row was completed.</param>
    /// <param name="Fault">The reason if a retry would fail again; otherwise null.</param>
    private readonly record struct SendResult(bool HasProgress, string? Fault);

    private readonly record struct Operation(string Index, string Uuid, long Version, bool IsDeletion);
}
