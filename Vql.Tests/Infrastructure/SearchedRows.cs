using System.Globalization;
using System.Text.Json;
using CsCheck;
using Npgsql;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Storage.Postgres;

namespace Vql.Tests.Infrastructure;

/// <summary>Rows, and texts to search for in them: stored values, variations of them, and others.</summary>
public sealed class SearchedRows
{
    private static readonly string[] Numbers =
    [
        "0", "1", "-1", "10", "50", "51", "1000", "1.5", "-0.5", "50.0", "1e2", "9223372036854775806", "-9223372036854775807",
        "4611686018427387904",
    ];

    private static readonly string[] Dates =
    [
        "2024-02-10", "2024-02", "2024", "2024-02-29T12:30:15Z", "2024-02-29T12:30:15.250+02:00", "2024-02-10T08", "2024-02-10T08:15",
        "1707523200000", "1709209815250",
        "0", "now", "now-1d/d", "now/w", "2024-02-10||/M", "2024-01-31||+1M/d", "2024-02-29||-1y", "2024-02-10||+1w/w",
        "1969-12-31T23:59:59.999Z",
    ];

    private static readonly string[] Precisions =
    [
        "yyyy", "yyyy-MM", "yyyy-MM-dd", "yyyy-MM-dd'T'HH", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss",
        "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", "yyyy-MM-dd'T'HH:mm:ss'+02:00'",
    ];

    private static readonly string[] Math =
    [
        "", "", "", "||/y", "||/M", "||/w", "||/d", "||/h", "||/m", "||/s", "||+1d", "||-1M/M", "||+1y-1d", "||-90m/h", "||+36h/d",
        "||-1w/w", "||-30s",
    ];

    private readonly Gen<string> _otherWords;
    private readonly Gen<string> _otherValues;
    private readonly Dictionary<(Entity, string Column), string[]> _values = [];

    public SearchedRows(
        string name, IReadOnlyList<Company> companies, IReadOnlyList<Contact> contacts, Gen<string> otherWords, Gen<string> otherValues)
    {
        (Name, Companies, Contacts, _otherWords, _otherValues) = (name, companies, contacts, otherWords, otherValues);
        Collect(FieldCatalogue.Companies, [.. companies.Select(row => JsonSerializer.SerializeToElement(row, RowJson.Default.Company))]);
        Collect(FieldCatalogue.Contacts, [.. contacts.Select(row => JsonSerializer.SerializeToElement(row, RowJson.Default.Contact))]);
    }

    /// <summary>The unique name of the rows.</summary>
    public string Name { get; }

    public IReadOnlyList<Company> Companies { get; }

    public IReadOnlyList<Contact> Contacts { get; }

    /// <summary>The UUIDs of companies that are deleted, although contacts refer to them.</summary>
    public IReadOnlyList<string> DeletedCompanies { get; init; } = [];

    /// <summary>Generates texts for a text match on the field.</summary>
    public Gen<string> TextsFor(EntityFields entity, Field field, bool isPattern = false)
    {
        switch (field.Kind)
        {
            case FieldKind.Number:
                return NumbersFor(entity, field);
            case FieldKind.Date:
                return DatesFor(entity, field);
        }

        var others = field.Kind == FieldKind.Text ? _otherWords : _otherValues;
        var stored = StoredValues(entity, field);
        if (stored.Length == 0)
        {
            return others;
        }

        var whole = Gen.OneOf(stored);
        return isPattern ? Gen.Frequency((4, AlteredText.PatternOf(whole)), (1, others))
            : field.Kind == FieldKind.Text ? Gen.Frequency((6, AlteredText.Of(whole)), (1, whole), (4, others))
            : Gen.Frequency((4, whole), (2, AlteredText.Of(whole)), (4, others));
    }

    /// <summary>Generates numbers as text: those of the field, and others.</summary>
    public Gen<string> NumbersFor(EntityFields entity, Field field) => Some(StoredValues(entity, field), Gen.OneOf(Numbers));

    /// <summary>Generates dates: those of the field with different precisions and with date math, and others.</summary>
    public Gen<string> DatesFor(EntityFields entity, Field field) =>
        Some(StoredValues(entity, field), Gen.OneOf(Dates), moments => Gen.Select(
            moments, Gen.OneOf(Precisions), Gen.OneOf(Math), (moment, precision, math) =>
                DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture)
                    .UtcDateTime.ToString(precision, CultureInfo.InvariantCulture) + math));

    /// <summary>Writes the rows into a migrated database.</summary>
    public async Task WriteAsync(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
        var writer = new RowWriter(connection);
        await writer.UpsertCompaniesAsync(Companies, CancellationToken.None);
        await writer.UpsertContactsAsync(Contacts, CancellationToken.None);
        // The rows appear unchanged since their creation. Without statistics, some queries are planned as products of
        // both tables.
        await using var finish = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("update companies set updated_at = created_at, deleted_at = case when uuid = any($1) then created_at end")
                {
                    Parameters = { new NpgsqlParameter { Value = DeletedCompanies.ToArray() } },
                },
                new("update contacts set updated_at = created_at"),
                new("analyze companies, contacts"),
            },
        };
        await finish.ExecuteNonQueryAsync();
    }

    private static Gen<string> Some(string[] stored, Gen<string> others, Func<Gen<string>, Gen<string>>? change = null) =>
        stored.Length == 0 ? others : Gen.Frequency((1, change?.Invoke(Gen.OneOf(stored)) ?? Gen.OneOf(stored)), (1, others));

    /// <summary>Returns the stored values of the field.</summary>
    public IReadOnlyList<string> ValuesOf(EntityFields entity, Field field) => StoredValues(entity, field);

    private string[] StoredValues(EntityFields entity, Field field) =>
        _values[(field.OfCompany ? Entity.Company : entity.Entity, field.Column.Name)];

    private void Collect(EntityFields entity, IReadOnlyList<JsonElement> rows)
    {
        foreach (var column in entity.Columns)
        {
            _values[(entity.Entity, column.Name)] =
            [
                .. rows.Where(row => row.TryGetProperty(column.Name, out _)).Select(row => row.GetProperty(column.Name))
                    .SelectMany(value => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().AsEnumerable() : [value])
                    .Select(value => value.ToString()).Distinct(),
            ];
        }
    }
}
