using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Vql.Api.Answers;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Writes;

/// <summary>The differences between writes of contacts and of companies.</summary>
internal abstract class WrittenEntity
{
    public static WrittenEntity Contacts { get; } = new Written<Contact, ContactDetail>(
        FieldCatalogue.Contacts, (rows, uuid, locked, token) => rows.ReadContactAsync(uuid, locked, token),
        (rows, uuids, token) => rows.ReadContactsAsync(uuids, token), row => row.Uuid, ResponseMapper.MapDetail,
        ApiJson.Readable.ContactDetail);

    public static WrittenEntity Companies { get; } = new Written<Company, CompanyDetail>(
        FieldCatalogue.Companies, (rows, uuid, locked, token) => rows.ReadCompanyAsync(uuid, locked, token),
        (rows, uuids, token) => rows.ReadCompaniesAsync(uuids, token), row => row.Uuid, ResponseMapper.MapDetail,
        ApiJson.Readable.CompanyDetail);

    public abstract EntityFields Fields { get; }

    /// <summary>The name in texts.</summary>
    public string Name => Fields.Entity.ToString();

    /// <summary>The type of the response, for OpenAPI.</summary>
    public abstract Type Detail { get; }

    /// <summary>Returns a row as a response; null if it does not exist.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="uuid">The UUID.</param>
    /// <param name="status">The status of the response.</param>
    /// <param name="locked">Whether to lock the row until the end of the transaction.</param>
    /// <param name="cancellationToken">A token to cancel the operation.</param>
    public abstract Task<WriteAnswer?> ReadAsync(
        SingleRows rows, string uuid, int status, bool locked, CancellationToken cancellationToken);

    /// <summary>Returns the ETags of rows by their UUIDs.</summary>
    public abstract Task<IReadOnlyDictionary<string, string>> ReadTagsAsync(
        BulkRows rows, IReadOnlyCollection<string> uuids, CancellationToken cancellationToken);

    private sealed class Written<TRow, TDetail>(
        EntityFields fields, Func<SingleRows, string, bool, CancellationToken, Task<TRow?>> read,
        Func<BulkRows, IReadOnlyCollection<string>, CancellationToken, Task<IReadOnlyList<TRow>>> readMany, Func<TRow, string> uuidOf,
        Func<TRow, TDetail> map, JsonTypeInfo<TDetail> type) : WrittenEntity
        where TRow : class
    {
        public override EntityFields Fields => fields;

        public override Type Detail => typeof(TDetail);

        public override async Task<WriteAnswer?> ReadAsync(
            SingleRows rows, string uuid, int status, bool locked, CancellationToken cancellationToken)
        {
            if (await read(rows, uuid, locked, cancellationToken) is not { } row)
            {
                return null;
            }

            var body = ToJson(row);
            return new WriteAnswer(status, body, EntityTag.Of(body));
        }

        public override async Task<IReadOnlyDictionary<string, string>> ReadTagsAsync(
            BulkRows rows, IReadOnlyCollection<string> uuids, CancellationToken cancellationToken) =>
            uuids.Count == 0
                ? new Dictionary<string, string>()
                : (await readMany(rows, uuids, cancellationToken)).ToDictionary(uuidOf, row => EntityTag.Of(ToJson(row)));

        private byte[] ToJson(TRow row) => JsonSerializer.SerializeToUtf8Bytes(map(row), type);
    }
}
