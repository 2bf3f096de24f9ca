using Vql.Core.Fields;
using Vql.Storage.Elasticsearch;
using Vql.Storage.Postgres;

namespace Vql.Connectra.Batches;

/// <summary>Indexes the documents of the rows of a batch, and of all contacts of its companies.</summary>
internal sealed class BatchIndexer(DocumentReader documents, BulkClient bulk)
{
    private const int MaxDocuments = 1000;
    private const int MaxBytes = 4 << 20;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Indexes the documents of a batch that was written to the database.</summary>
    /// <returns>Null if the index contains the documents in this version or a newer one, otherwise the failure.</returns>
    public async Task<IndexFailure?> IndexAsync(Batch batch, CancellationToken cancellationToken)
    {
        var companies = batch.Companies.Select(row => row.Uuid).ToHashSet();
        var others = batch.Contacts
            .Where(row => row.CompanyId is null || !companies.Contains(row.CompanyId))
            .Select(row => row.Uuid)
            .ToList();
        IndexFailure? fault = null;
        if (companies.Count > 0)
        {
            await using (var own = await documents.OpenAsync(FieldCatalogue.Companies, companies, cancellationToken))
            {
                fault = await IndexAsync(FieldCatalogue.Companies, own, cancellationToken);
            }

            await using var theirs = await documents.OpenContactsOfAsync(companies, cancellationToken);
            fault = await IndexAsync(FieldCatalogue.Contacts, theirs, cancellationToken) ?? fault;
        }

        if (others.Count == 0)
        {
            return fault;
        }

        await using var contacts = await documents.OpenAsync(FieldCatalogue.Contacts, others, cancellationToken);
        return await IndexAsync(FieldCatalogue.Contacts, contacts, cancellationToken) ?? fault;
    }

    // After a failure, the remaining documents are indexed.
    private async Task<IndexFailure?> IndexAsync(EntityFields entity, DocumentCursor cursor, CancellationToken cancellationToken)
    {
        IndexFailure? fault = null;
        using var body = new BulkBody();
        while (await cursor.ReadAsync(cancellationToken))
        {
            body.AddIndex(entity.Index, cursor.Uuid, cursor.Version, cursor, static (writer, row) => row.WriteDocument(writer));
            if (body.Count >= MaxDocuments || body.Length >= MaxBytes)
            {
                fault = await SendAsync(body, cancellationToken) ?? fault;
            }
        }

        return body.Count == 0 ? fault : await SendAsync(body, cancellationToken) ?? fault;
    }

    private async Task<IndexFailure?> SendAsync(BulkBody body, CancellationToken cancellationToken)
    {
        var answer = await bulk.SendAsync(body, Deadline, refresh: false, cancellationToken);
        body.Clear();
        if (answer.Failure is { } failure)
        {
            return new IndexFailure(failure.Reason, failure.Kind.ToString());
        }

        var rejected = answer.Value!.Where(item => item.Result is BulkResult.Transient or BulkResult.Rejected).ToList();
        return rejected.Count == 0
            ? null
            : new IndexFailure(
                $"{rejected.Count} of {answer.Value!.Count} documents were rejected, "
                + $"such as {rejected[0].Id}: {rejected[0].Status} {rejected[0].ErrorReason}",
                $"{rejected.Count} of {answer.Value!.Count} documents were rejected with {rejected[0].Status} {rejected[0].ErrorType}");
    }
}

/// <summary>A failure to index documents.</summary>
/// <param name="Reason">The reason for the caller, which may quote values.</param>
/// <param name="LogReason">The reason for logs, which must not quote values.</param>
internal sealed record IndexFailure(string Reason, string LogReason)
{
    /// <summary>Returns a failure whose reason quotes no values.</summary>
    public static IndexFailure Of(string reason) => new(reason, reason);
}
