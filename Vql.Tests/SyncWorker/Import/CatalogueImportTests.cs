using System.Text.Json.Nodes;
using Vql.Core.Fields;
using Vql.SyncWorker.Import.Columns;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker.Import;

/// <summary>Tests of files with a column for each column of the tables.</summary>
public sealed class CatalogueImportTests(PostgresServer server)
{
    [Fact]
    public async Task Import_OfEveryField_StoresEachInItsColumn()
    {
        await using var rig = await ImportRig.CreateAsync(server);
        var fields = ImportField.Template.ToList();
        await rig.ImportAsync(CsvOf(fields.Select(field => field.Name), fields));
        await AssertStoredAsync(rig, FieldCatalogue.Contacts, fields);
        await AssertStoredAsync(rig, FieldCatalogue.Companies, fields);
    }

    [Fact]
    public async Task Import_OfAnExportOfCompanies_StoresEachColumnUnderItsOwnName()
    {
        await using var rig = await ImportRig.CreateAsync(server);
        var fields = ImportField.Template.Where(field => field.Targets[0].Entity == Entity.Company).ToList();
        var report = await rig.ImportAsync(CsvOf(fields.Select(field => field.Targets[0].Column.Name), fields));
        Assert.Empty(report.Columns.Ignored);
        await AssertStoredAsync(rig, FieldCatalogue.Companies, fields);
    }

    private static string CsvOf(IEnumerable<string> headers, IEnumerable<ImportField> fields)
    {
        var values = fields.Select(field => field.Targets[0])
            .Select(target => CatalogueRow.TextOf(FieldCatalogue.For(target.Entity), target.Column));
        return $"{string.Join(',', headers)}\n{string.Join(',', values)}\n";
    }

    private static async Task AssertStoredAsync(ImportRig rig, EntityFields entity, IEnumerable<ImportField> fields)
    {
        var row = JsonNode.Parse(Assert.Single(await rig.QueryAsync($"select to_jsonb(stored)::text from {entity.Table} as stored")))!;
        var expected = CatalogueRow.Of(entity);
        var columns = fields.Select(field => field.Targets[0])
            .Where(target => target.Entity == entity.Entity).Select(target => target.Column.Name).ToHashSet();
        Assert.Superset(
            CatalogueRow.Columns(entity).Select(column => column.Name).Where(name => name != "company_id").ToHashSet(), columns);
        Assert.All(columns, name => Assert.Equal(expected[name]!.ToJsonString(), row[name]?.ToJsonString()));
    }
}
