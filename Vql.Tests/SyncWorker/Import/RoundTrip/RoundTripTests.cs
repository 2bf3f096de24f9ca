using System.Globalization;
using System.Text.Json;
using CsCheck;
using Vql.Core.Fields;
using Vql.SyncWorker.Import;
using Vql.Tests.Api;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker.Import.RoundTrip;

/// <summary>
/// Tests that random tables survive an import, an export and another import: no value is lost, no values are joined,
/// and the report lists every value that is not stored as written. The expected values come from the generator of the
/// table, not from the cleaning rules. <c>VQL_ROUND_TRIPS</c> sets the number of tables, and <c>CsCheck_Seed</c>
/// repeats one.
/// </summary>
public sealed class RoundTripTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly int Tables = RunLength.Of("VQL_ROUND_TRIPS", 40);
    private static readonly string[] NotImported = ["id", "created_at", "updated_at", "deleted_at"];
    private static readonly string[] ContactColumns = Importable(FieldCatalogue.Contacts);
    private static readonly string[] CompanyColumns = Importable(FieldCatalogue.Companies);

    private ImportRig _rig = null!;
    private ImportRig _other = null!;
    private RunningApi _api = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        (_rig, _other) = (await ImportRig.CreateAsync(server), await ImportRig.CreateAsync(server));
        _api = await RunningApi.StartAsync(_rig.ConnectionString, "http://127.0.0.1:9", "--CONNECTRA_ENABLED=false");
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await _rig.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public Task Table_InAnyLayout_IsStoredAsIntendedAndSurvivesItsExport() =>
        Gen.Select(WrittenTable.Any, TableLayout.Any, ExportChoice.Any).SampleAsync(
            async (table, layout, choice) => await CheckAsync(table, layout, await layout.WriteAsync(table, Token), choice),
            iter: Tables, threads: 1, print: sample => Print(sample.Item1, sample.Item2, sample.Item3));

    private static string Print(WrittenTable table, TableLayout layout, ExportChoice choice) =>
        $"{choice}\n{layout.WriteAsync(table, CancellationToken.None).GetAwaiter().GetResult().Description}";

    private async Task CheckAsync(WrittenTable table, TableLayout layout, WrittenFile file, ExportChoice choice)
    {
        await EmptyAsync(_rig);
        // Only text files have damaged lines. In a workbook, every row has its cells.
        var rows = layout.IsWorkbook ? table with { Rows = [.. table.Rows.Select(row => row with { Damage = Damage.None })] } : table;
        var expected = new ExpectedImport(rows, file.Lines);
        var report = await _rig.ImportAsync(await _rig.WriteAsync(file.Bytes, layout.IsWorkbook ? "table.xlsx" : "table.csv"));
        AssertReport(expected, report, rows.Rows.Count);
        var (companies, contacts) = (await ReadAsync(_rig, FieldCatalogue.Companies), await ReadAsync(_rig, FieldCatalogue.Contacts));
        AssertRows(expected.Companies, companies, CompanyColumns, companies);
        AssertRows(expected.Contacts, contacts, ContactColumns, companies);

        await AssertJsonLinesAsync("companies", companies);
        await AssertJsonLinesAsync("contacts", contacts);
        await AssertUnchangedAsync("companies", companies, choice);
        await AssertUnchangedAsync("contacts", contacts, choice);
        Assert.Equal(Described(companies), Described(await ReadAsync(_rig, FieldCatalogue.Companies)));
        Assert.Equal(Described(contacts), Described(await ReadAsync(_rig, FieldCatalogue.Contacts)));
        await AssertCopiedAsync(companies, contacts, choice);
    }

    private static void AssertReport(ExpectedImport expected, ImportReport report, int rows)
    {
        Assert.True(
            expected.Rejected.SequenceEqual(report.FirstRejects.Select(reject => reject.Line)),
            $"expected lines {string.Join(", ", expected.Rejected)}, but was:\n{string.Join('\n', report.FirstRejects)}\n{report.Format}");
        Assert.Equal((rows - expected.Ignored, expected.Rejected.Count, expected.Merged), (report.Rows, report.Rejected, report.Merged));
        Assert.Equal((expected.Companies.Count, expected.Contacts.Count), (report.Companies.Created, report.Contacts.Created));
        Assert.Equal(
            expected.Readings.Select(values => Counted(values.Key, values.Value.Count, values.Value.Take(5))),
            report.Values.Counts.OrderBy(values => $"{values.Key.Column} {values.Key.Reading}", StringComparer.Ordinal).Select(values =>
                Counted(
                    $"{values.Key.Column} {values.Key.Reading}", values.Value.Count,
                    values.Value.Examples.Select(example => $"{example.Line}: {example.Value}"))));

        static string Counted(string reading, long count, IEnumerable<string> first) => $"{reading} {count}\n{string.Join('\n', first)}";
    }

    // Importing the same rows again changes nothing. The report lists only values that are never exact.
    private async Task AssertUnchangedAsync(string table, List<ExpectedRow> rows, ExportChoice choice)
    {
        var report = await ImportAsync(_rig, table, choice.Select(table == "contacts" ? ContactColumns : CompanyColumns), choice);
        var unchanged = table == "contacts" ? report.Contacts : report.Companies;
        Assert.Equal((rows.Count, 0L, 0L, 0L), (report.Rows, report.Rejected, report.Companies.Written, report.Contacts.Written));
        Assert.Equal((rows.Count, 0), (unchanged.Unchanged, report.Merged));
        AssertInexact(rows, report, choice.Select(table == "contacts" ? ContactColumns : CompanyColumns));
    }

    private static void AssertInexact(List<ExpectedRow> rows, ImportReport report, string[] columns)
    {
        var expected = rows.SelectMany(row => row).Where(value => columns.Contains(value.Key))
            .Select(value => (value.Key, Reading: InexactReading(value.Key, value.Value))).Where(value => value.Reading is not null)
            .GroupBy(value => $"{value.Key} {value.Reading}").Select(values => $"{values.Key} {values.Count()}")
            .Order(StringComparer.Ordinal);
        Assert.Equal(expected, report.Values.Counts.Select(values =>
            $"{values.Key.Column} {values.Key.Reading} {values.Value.Count}").Order(StringComparer.Ordinal));
    }

    // A phone number without a country code remains approximate, and garbled text remains garbled.
    private static string? InexactReading(string column, string value) =>
        column.Contains("phone", StringComparison.Ordinal) && value[0] != '+' ? WrittenCell.Approximate
        : value is "MÃ¼ller" or "Itâ€™s" or "CafÃ© Nord" ? WrittenCell.Garbled : null;

    private async Task AssertCopiedAsync(List<ExpectedRow> companies, List<ExpectedRow> contacts, ExportChoice choice)
    {
        await EmptyAsync(_other);
        foreach (var table in choice.ContactsFirst ? new[] { "contacts", "companies" } : ["companies", "contacts"])
        {
            var report = await ImportAsync(_other, table, table == "contacts" ? ContactColumns : CompanyColumns, choice);
            var created = table == "contacts" ? report.Contacts.Created : report.Companies.Created;
            Assert.Equal((0, table == "contacts" ? contacts.Count : companies.Count), (report.Rejected, created));
        }

        Assert.Equal(Described(companies).Order(), Described(await ReadAsync(_other, FieldCatalogue.Companies)).Order());
        Assert.Equal(Described(contacts).Order(), Described(await ReadAsync(_other, FieldCatalogue.Contacts)).Order());
    }

    private async Task<ImportReport> ImportAsync(ImportRig target, string table, string[] columns, ExportChoice choice)
    {
        var bytes = await _api.Client.GetByteArrayAsync(
            $"/api/v1/{table}/stream/?select={string.Join(',', columns)}&{choice.Parameters}", Token);
        return await target.ImportAsync(await target.WriteAsync(bytes, $"{table}.{choice.Extension}"));
    }

    private async Task AssertJsonLinesAsync(string table, List<ExpectedRow> rows)
    {
        var columns = table == "contacts" ? ContactColumns : CompanyColumns;
        var text = await _api.Client.GetStringAsync($"/api/v1/{table}/stream/?select={string.Join(',', columns)}", Token);
        var exported = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        {
            var row = new ExpectedRow();
            foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(line)!)
            {
                Add(row, name, value.ValueKind switch
                {
                    JsonValueKind.Null => null,
                    JsonValueKind.Array => WrittenCell.Json(value.EnumerateArray().Select(element => element.GetString()!)),
                    _ => value.ToString(),
                });
            }

            return row;
        });
        Assert.Equal(Described(rows).Order(), Described(exported).Order());
    }

    // In addition to the values of the file, a row has only its uuid.
    private static void AssertRows(
        List<ExpectedRow> expected, List<ExpectedRow> stored, string[] columns, List<ExpectedRow> companies)
    {
        var shown = columns.Except(["uuid", "company_id"]).Order(StringComparer.Ordinal).ToList();
        foreach (var row in stored)
        {
            row.Company = row.TryGetValue("company_id", out var uuid) ? companies.FindIndex(company => company["uuid"] == uuid) : null;
        }

        Assert.Equal(expected.Select(row => row.Describe(shown)), stored.Select(row => row.Describe(shown)));
    }

    private static List<string> Described(IEnumerable<ExpectedRow> rows) =>
        [.. rows.Select(row => string.Join('\n', row.Select(value => $"{value.Key}={value.Value}")))];

    private static async Task EmptyAsync(ImportRig rig)
    {
        await using var command = rig.Source.CreateCommand("truncate companies, contacts");
        await command.ExecuteNonQueryAsync(Token);
    }

    private static async Task<List<ExpectedRow>> ReadAsync(ImportRig rig, EntityFields entity)
    {
        var columns = Importable(entity);
        var rows = new List<ExpectedRow>();
        await using var command = rig.Source.CreateCommand($"select {string.Join(", ", columns)} from {entity.Table} order by id");
        await using var reader = await command.ExecuteReaderAsync(Token);
        while (await reader.ReadAsync(Token))
        {
            var row = new ExpectedRow();
            for (var at = 0; at < columns.Length; at++)
            {
                Add(row, columns[at], reader.GetValue(at) switch
                {
                    DBNull => null,
                    string[] list => WrittenCell.Json(list),
                    var value => Convert.ToString(value, CultureInfo.InvariantCulture),
                });
            }

            rows.Add(row);
        }

        return rows;
    }

    private static void Add(ExpectedRow row, string column, string? value)
    {
        if (value is not null)
        {
            row[column] = value;
        }
    }

    private static string[] Importable(EntityFields entity) =>
        [.. entity.Columns.Select(column => column.Name).Where(name => !NotImported.Contains(name))];
}
