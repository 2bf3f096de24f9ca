using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Vql.Api.Answers;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Storage.Postgres;

namespace Vql.Api.Http.Writes;

/// <summary>How a written row is read and answered: the one thing in which contacts and companies differ.</summary>
internal abstract class WrittenEntity
{
    public static WrittenEntity Contacts { get; } = new Written<Contact, ContactDetail>(
        FieldCatalogue.Contacts, (rows, uuid, locked, token) => rows.ReadContactAsync(uuid, locked, token), ResponseMapper.MapDetail, ApiJson.Readable.ContactDetail);

    public static WrittenEntity Companies { get; } = new Written<Company, CompanyDetail>(
        FieldCatalogue.Companies, (rows, uuid, locked, token) => rows.ReadCompanyAsync(uuid, locked, token), ResponseMapper.MapDetail, ApiJson.Readable.CompanyDetail);

    public abstract EntityFields Fields { get; }

    /// <summary>The name for people, in the middle of a sentence.</summary>
    public string Name => Fields.Entity.ToString();

    /// <summary>The type of the answer, for its description.</summary>
    public abstract Type Detail { get; }

    /// <summary>The row as it is now; null when there is none.</summary>
    /// <param name="rows">Where to read.</param>
    /// <param name="uuid">Which.</param>
    /// <param name="status">What to answer it with.</param>
    /// <param name="locked">Whether nobody else may change it until the transaction ends.</param>
    /// <param name="cancellationToken">Stops.</param>
    public abstract Task<WriteAnswer?> ReadAsync(SingleRows rows, string uuid, int status, bool locked, CancellationToken cancellationToken);

    private sealed class Written<TRow, TDetail>(
        EntityFields fields, Func<SingleRows, string, bool, CancellationToken, Task<TRow?>> read, Func<TRow, TDetail> map, JsonTypeInfo<TDetail> type) : WrittenEntity
        where TRow : class
    {
        public override EntityFields Fields => fields;

        public override Type Detail => typeof(TDetail);

        public override async Task<WriteAnswer?> ReadAsync(SingleRows rows, string uuid, int status, bool locked, CancellationToken cancellationToken)
        {
            if (await read(rows, uuid, locked, cancellationToken) is not { } row)
            {
                return null;
            }

            var body = JsonSerializer.SerializeToUtf8Bytes(map(row), type);
            return new WriteAnswer(status, body, EntityTag.Of(body));
        }
    }
}
