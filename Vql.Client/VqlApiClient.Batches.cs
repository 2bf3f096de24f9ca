using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using Vql.Client.Records;
using Vql.Client.Requests;

namespace Vql.Client;

/// <content>Upserts and batches of writes.</content>
public sealed partial class VqlApiClient
{
    /// <summary>
    /// Updates the members that are not null of the contact with the same value, or creates a contact. The request has an idempotency
    /// key, so that it can be retried.
    /// </summary>
    /// <param name="match">The value that identifies the stored contact.</param>
    /// <param name="contact">The members, with the value.</param>
    /// <param name="ifMatch">The required <see cref="Versioned{T}.ETag"/>. Null to update any version.</param>
    /// <param name="idempotencyKey">The idempotency key. Null to generate one.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="VqlProblemException">Several contacts have the value (409), or the contact was modified (412).</exception>
    public Task<Upserted<Contact>> UpsertContactAsync(
        ContactMatch match, ContactWrite contact, string? ifMatch = null, string? idempotencyKey = null,
        CancellationToken cancellationToken = default) =>
        UpsertAsync(
            Contacts, new Upsert<ContactWrite>(BatchItem.NameOf(match), contact), ClientJson.Default.UpsertContactWrite,
            ClientJson.Default.Contact, ifMatch, idempotencyKey, cancellationToken);

    /// <summary>
    /// Updates the members that are not null of the company with the same value, or creates a company, as
    /// <see cref="UpsertContactAsync"/> does.
    /// </summary>
    /// <param name="match">The value that identifies the stored company.</param>
    /// <param name="company">The members, with the value.</param>
    /// <param name="ifMatch">The required <see cref="Versioned{T}.ETag"/>. Null to update any version.</param>
    /// <param name="idempotencyKey">The idempotency key. Null to generate one.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="VqlProblemException">Several companies have the value (409), or the company was modified (412).</exception>
    public Task<Upserted<Company>> UpsertCompanyAsync(
        CompanyMatch match, CompanyWrite company, string? ifMatch = null, string? idempotencyKey = null,
        CancellationToken cancellationToken = default) =>
        UpsertAsync(
            Companies, new Upsert<CompanyWrite>(BatchItem.NameOf(match), company), ClientJson.Default.UpsertCompanyWrite,
            ClientJson.Default.Company, ifMatch, idempotencyKey, cancellationToken);

    /// <summary>
    /// Writes up to 500 contacts. An item with a problem writes nothing and does not affect the others. The request has an idempotency
    /// key, so that it can be retried.
    /// </summary>
    /// <param name="items">The items.</param>
    /// <param name="idempotencyKey">The idempotency key. Null to generate one.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<BatchResult> WriteContactsAsync(
        IReadOnlyList<BatchItem<ContactWrite>> items, string? idempotencyKey = null, CancellationToken cancellationToken = default) =>
        WriteAsync(Contacts, new Batch<ContactWrite>(items), ClientJson.Default.BatchContactWrite, idempotencyKey, cancellationToken);

    /// <summary>Writes up to 500 companies, as <see cref="WriteContactsAsync"/> does.</summary>
    /// <param name="items">The items.</param>
    /// <param name="idempotencyKey">The idempotency key. Null to generate one.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<BatchResult> WriteCompaniesAsync(
        IReadOnlyList<BatchItem<CompanyWrite>> items, string? idempotencyKey = null, CancellationToken cancellationToken = default) =>
        WriteAsync(Companies, new Batch<CompanyWrite>(items), ClientJson.Default.BatchCompanyWrite, idempotencyKey, cancellationToken);

    private async Task<Upserted<T>> UpsertAsync<TWrite, T>(
        string collection, Upsert<TWrite> upsert, JsonTypeInfo<Upsert<TWrite>> body, JsonTypeInfo<T> type, string? ifMatch, string? key,
        CancellationToken cancellationToken)
    {
        var call = new Call(HttpMethod.Post, Relative($"api/v1/{collection}/upsert"))
        {
            Content = () => JsonContent.Create(upsert, body),
            IdempotencyKey = key ?? Guid.NewGuid().ToString(),
            IfMatch = ifMatch,
        };
        using var response = await _sender.SendAsync(call, cancellationToken).ConfigureAwait(false);
        var row = await ReadAsync(response, type, cancellationToken).ConfigureAwait(false);
        return new Upserted<T>(row, response.Headers.ETag?.ToString(), response.StatusCode == HttpStatusCode.Created);
    }

    private async Task<BatchResult> WriteAsync<TWrite>(
        string collection, Batch<TWrite> batch, JsonTypeInfo<Batch<TWrite>> body, string? key, CancellationToken cancellationToken)
        where TWrite : class
    {
        var call = new Call(HttpMethod.Post, Relative($"api/v1/{collection}/batch"))
        {
            Content = () => JsonContent.Create(batch, body),
            IdempotencyKey = key ?? Guid.NewGuid().ToString(),
        };
        using var response = await _sender.SendAsync(call, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, ClientJson.Default.BatchResult, cancellationToken).ConfigureAwait(false);
    }
}
