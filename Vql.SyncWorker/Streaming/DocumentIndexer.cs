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
/// Brings documents to what their rows are now, however long that takes: what can succeed later is sent again
/// in smaller pieces, what never will goes to the dead letters.
/// </summary>
internal sealed class DocumentIndexer(
    DocumentReader documents, BulkClient bulk, WriteTargets targets, Epochs epochs, DeadLetterTable deadLetters, SyncMetrics metrics,
    TimeProvider time, ILogger<DocumentIndexer> logger)
{
    private const string IndexMissing = "index_not_found_exception";
    private const string Unreadable = "unreadable_row";
    private const string Unindexable = "unindexable_row";

    // What fails so often in the same way, without any row getting through, is looked for in halves.
    private const int FailuresBeforeSplit = 3;

    // A body's bytes are bounded, whatever documents are like: with the lanes that write, so is the memory.
    private const int FullBody = 1 << 20;
    private const int SmallestBody = 1 << 14;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private volatile bool _hasDeadLetters = true;

    /// <summary>Indexes the rows that are there, and deletes the documents of those that are not.</summary>
    /// <returns>When every one is in the index, was there as new, or is a dead letter.</returns>
    /// <exception cref="ElasticsearchException">The index is missing.</exception>
    /// <exception cref="CaptureException">The index holds documents of a time that was taken back.</exception>
    public async Task WriteAsync(EntityFields entity, IReadOnlyCollection<string> uuids, CancellationToken cancellationToken)
    {
        var left = uuids.ToHashSet();
        var backOff = new BackOff(FirstPause, LongestPause, time);
        var (size, failures) = (FullBody, 0);
        while (left.Count > 0)
        {
            var before = left.Count;
            var fault = await TryWriteAsync(entity, left, size, cancellationToken);
            if (left.Count == 0)
            {
                return;
            }

            // An engine that takes a part of what it is sent is not asked less and less often.
            if (left.Count < before)
            {
                backOff.Reset();
                failures = 0;
            }

            if (fault is not null && ++failures == FailuresBeforeSplit)
            {
                await IsolateAsync(entity, left, fault, cancellationToken);
                return;
            }

            await backOff.WaitAsync(cancellationToken);
            size = Math.Max(SmallestBody, size / 2);
        }
    }

    // One row can make a whole statement or request fail. It is found by halves, and goes to the dead letters.
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

    // Takes away what is done. Ends at the first body of which nothing is taken: rows must not stay open while the engine is
    // away. Returns what would fail again; null when trying again may help.
    private async Task<string?> TryWriteAsync(EntityFields entity, HashSet<string> left, int size, CancellationToken cancellationToken)
    {
        try
        {
            var indices = await targets.OfAsync(entity, cancellationToken);
            using var body = new BulkBody();
            var operations = new List<Operation>();
            var gone = left.ToHashSet();
            await using var cursor = await documents.OpenAsync(entity, left, cancellationToken);
            while (await cursor.ReadAsync(cancellationToken))
            {
                gone.Remove(cursor.Uuid);
                if (TryAdd(body, operations, indices, cursor) is { } unreadable)
                {
                    await DeadLetterAsync(entity, new BulkItem(cursor.Uuid, 0, Unreadable, unreadable), cursor.Version, null, cancellationToken);
                    left.Remove(cursor.Uuid);
                }

                if (body.Length >= size && await SendAsync(entity, body, operations, left, cancellationToken) is { GoesOn: false } stopped)
                {
                    return stopped.Fault;
                }
            }

            foreach (var uuid in gone)
            {
                foreach (var index in indices)
                {
                    body.AddDelete(index, uuid, cursor.Version);
                    operations.Add(new Operation(index, uuid, cursor.Version, IsDeletion: true));
                }

                if (body.Length >= size && await SendAsync(entity, body, operations, left, cancellationToken) is { GoesOn: false } stopped)
                {
                    return stopped.Fault;
                }
            }

            return body.Count > 0 ? (await SendAsync(entity, body, operations, left, cancellationToken)).Fault : null;
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            Log.RowsNotRead(logger, entity.Table, left.Count, exception.Message);
            return IsContentError(exception) ? exception.Message : null;
        }
        catch (Exception exception) when (exception is not (CaptureException or ElasticsearchException or OperationCanceledException))
        {
            Log.RowsNotIndexed(logger, entity.Table, left.Count, exception.Message);
            return $"{exception.GetType().Name}: {exception.Message}";
        }
    }

    // What PostgreSQL says of a value that it cannot process, or of a page that it cannot read.
    private static bool IsContentError(Exception exception) =>
        exception is PostgresException { SqlState: var state } && (state.StartsWith("22", StringComparison.Ordinal)
            || state is PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted or PostgresErrorCodes.ProgramLimitExceeded);

    // Why a row's document cannot be written; null when it was added.
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

    private async Task<Sending> SendAsync(
        EntityFields entity, BulkBody body, List<Operation> operations, HashSet<string> left, CancellationToken cancellationToken)
    {
        var answer = await bulk.SendAsync(body, cancellationToken: cancellationToken);
        if (!answer.Succeeded)
        {
            Log.BulkFailed(logger, entity.Index, body.Count, answer.Failure.Reason);
            return new Sending(GoesOn: false, answer.Failure.IsContentError ? answer.Failure.Reason : null);
        }

        Count(entity, operations, answer.Value);
        var again = await TakeAsync(entity, operations, answer.Value, cancellationToken);
        var before = left.Count;
        left.ExceptWith(operations.Select(operation => operation.Uuid).Where(uuid => !again.Contains(uuid)));
        body.Clear();
        operations.Clear();
        return new Sending(left.Count < before, Fault: null);
    }

    private void Count(EntityFields entity, List<Operation> operations, IReadOnlyList<BulkItem> items)
    {
        foreach (var (key, count) in operations.Zip(items, (operation, item) => (operation.IsDeletion, item.Result)).CountBy(key => key))
        {
            metrics.Documents(entity.Entity, key.IsDeletion, key.Result, count);
        }
    }

    // What has to be sent again.
    private async Task<HashSet<string>> TakeAsync(
        EntityFields entity, List<Operation> operations, IReadOnlyList<BulkItem> items, CancellationToken cancellationToken)
    {
        var again = new HashSet<string>();
        var refused = new HashSet<string>();
        var newer = 0L;
        for (var at = 0; at < items.Count; at++)
        {
            var (operation, item) = (operations[at], items[at]);
            newer = Math.Max(newer, item.CurrentVersion);
            if (item.Result == BulkResult.Transient)
            {
                again.Add(operation.Uuid);
            }
            else if (item.Result == BulkResult.Rejected)
            {
                if (item.ErrorType == IndexMissing && operation.Index == entity.Index)
                {
                    throw new ElasticsearchException($"the index {entity.Index} is gone");
                }

                refused.Add(operation.Uuid);
                var document = operation.IsDeletion ? null : await ReadDocumentAsync(entity, operation.Uuid, cancellationToken);
                await DeadLetterAsync(entity, item, operation.Version, document, cancellationToken);
            }
        }

        if (newer > 0)
        {
            await epochs.CheckDocumentsAsync(newer, cancellationToken);
        }

        await ForgetAsync(entity, operations, again, refused, cancellationToken);
        return again;
    }

    private async Task<string?> ReadDocumentAsync(EntityFields entity, string uuid, CancellationToken cancellationToken)
    {
        await using var cursor = await documents.OpenAsync(entity, [uuid], cancellationToken);
        return await cursor.ReadAsync(cancellationToken) ? DocumentOf(cursor) : null;
    }

    private async Task DeadLetterAsync(EntityFields entity, BulkItem item, long version, string? document, CancellationToken cancellationToken)
    {
        Log.DocumentRejected(logger, entity.Table, item.Id, item.ErrorType);
        await deadLetters.AddAsync(entity.Entity, item, version, document, cancellationToken);
        _hasDeadLetters = true;
    }

    // Whoever was refused before and is accepted now is no dead letter any more.
    private async Task ForgetAsync(
        EntityFields entity, List<Operation> operations, HashSet<string> again, HashSet<string> refused, CancellationToken cancellationToken)
    {
        if (!_hasDeadLetters)
        {
            return;
        }

        await deadLetters.RemoveAsync(
            entity.Entity,
            [.. operations.Select(operation => operation.Uuid).Where(uuid => !again.Contains(uuid) && !refused.Contains(uuid))], cancellationToken);
        var left = await deadLetters.CountAsync(cancellationToken);
        metrics.DeadLetters = left;
        _hasDeadLetters = left > 0;
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

    /// <param name="GoesOn">Whether anything of the body was taken.</param>
    /// <param name="Fault">Why the body would fail again; null when it may succeed.</param>
    private readonly record struct Sending(bool GoesOn, string? Fault);

    private readonly record struct Operation(string Index, string Uuid, long Version, bool IsDeletion);
}
