using Npgsql;
using Vql.Core.Documents;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Import;
using Vql.SyncWorker.Output;
using Vql.SyncWorker.Seed;
using Vql.Testing.Files;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker.Import;

/// <summary>Tests of the effects of an import on existing rows.</summary>
public sealed class MergeTests(PostgresServer server) : IAsyncLifetime
{
    private const string Contact =
        "select first_name, email, title, stage, (select name from companies c where c.uuid = company_id) from contacts order by id";

    private ImportRig _rig = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _rig = await ImportRig.CreateAsync(server);

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Import_OfFewerColumns_LeavesTheOthersUnchanged()
    {
        await _rig.ImportAsync(
            "first_name,last_name,person_linkedin_url,email,title,company,employees\nBea,Two,https://linkedin.com/in/bea,"
            + "bea@b.example,CFO,Initech,50");
        var report = await _rig.ImportAsync(
            "first_name,last_name,person_linkedin_url,stage\nBea,Two,http://www.linkedin.com/in/BEA/?trk=x,Cold");
        await _rig.ImportAsync("company,keywords\nInitech,saas");

        Assert.Equal(["bea|bea@b.example|CFO|cold|Initech"], await _rig.QueryAsync(Contact));
        Assert.Equal(["Initech|50|saas"], await _rig.QueryAsync("select name, employees_count, keywords from companies"));
        Assert.Equal((0L, 1L), (report.Contacts.Created, report.Contacts.Updated));
        Assert.Equal(1, report.Contacts.UpdatedColumns["stage"]);
    }

    [Fact]
    public async Task Import_OfAnEmptyCellOrAPlaceholder_LeavesTheValueUnchanged()
    {
        await _rig.ImportAsync("company,employees,company_city\nInitech,50,Bonn");
        var report = await _rig.ImportAsync("company,employees,company_city\nInitech,,N/A");

        Assert.Equal(["50|bonn"], await _rig.QueryAsync("select employees_count, city from companies"));
        Assert.Equal((0L, 1L), (report.Companies.Updated, report.Companies.Unchanged));
        Assert.Equal(1, report.Values.Counts[("company_city", "placeholder")].Count);
    }

    [Fact]
    public async Task Import_ThatClears_ClearsOnlyTheColumnsOfTheFile()
    {
        await _rig.ImportAsync("company,website,employees,company_city\nInitech,https://initech.example,50,Bonn");
        await _rig.ImportAsync("company,employees\nInitech,", new ImportOptions { Clears = true });

        Assert.Equal(
            ["|bonn|https://initech.example|initech.example"],
            await _rig.QueryAsync("select employees_count, city, website, normalized_domain from companies"));
    }

    [Fact]
    public async Task Import_OfTheSameFileAgain_WritesNothing()
    {
        const string File = "first_name,last_name,email,company,website,employees\n"
            + "Ann,One,ann@a.example,Initech,https://initech.example,51-200\nBob,Two,,Initech,,\nCy,,cy@gmail.com,Hooli,,7\n"
            + "Cy,,CY@gmail.com,Hooli,,8\nDi,Four,di@d.example,,,\n";
        await _rig.ImportAsync(File);
        const string State = "select md5(string_agg(t::text, '')) from (select * from contacts order by id) t union all "
            + "select md5(string_agg(t::text, '')) from (select * from companies order by id) t";
        var before = await _rig.QueryAsync(State);
        var report = await _rig.ImportAsync(File);

        Assert.Equal(before, await _rig.QueryAsync(State));
        Assert.Equal((0, 0), (report.Companies.Written, report.Contacts.Written));
        Assert.Equal((2, 4), (report.Companies.Unchanged, report.Contacts.Unchanged));
    }

    [Fact]
    public async Task Import_OfCompaniesAfterAFirstStart_ChangesNothing()
    {
        var file = new FileInfo(Path.Combine(Repository.Root, "data", "companies.csv"));
        var lines = await File.ReadAllLinesAsync(file.FullName, Token);
        var some = string.Join('\n', lines.Take(3_000));
        var generator = new CompanyGaps();
        var first = await _rig.ImportAsync(some, new ImportOptions { Complete = generator.Fill, KeepsRejects = false });
        await new Seeding(_rig.Source, TimeProvider.System).SeedAsync(200, keepGaps: true, new ProgressMeter((_, _) => { }), Token);
        const string State = "select count(*), count(employees_count), count(technologies), max(updated_at)::text from companies";
        var before = await _rig.QueryAsync(State);

        var report = await _rig.ImportAsync(some);

        Assert.Equal(before, await _rig.QueryAsync(State));
        Assert.Equal((0L, 0L), (report.Companies.Created, report.Companies.Updated));
        Assert.True(first.Companies.Created > 2_900);
        Assert.True((await _rig.QueryAsync("select count(*) from companies where employees_count is not null")).Single() is not "0");
    }

    [Fact]
    public async Task Import_OfRowsThatConnectrasBatchesWrote_FindsThem()
    {
        var values = new Dictionary<string,
        string>
        { ["first_name"] = "Ann", ["last_name"] = "One", ["company"] = "Yahoo!", ["title"] = "CTO" };
        await using (var connection = await _rig.Source.OpenConnectionAsync(Token))
        {
            var company = CsvRow.ToCompany(values.GetValueOrDefault);
            await new RowWriter(connection).UpsertCompaniesAsync([company], Token);
            await new RowWriter(connection).UpsertContactsAsync([CsvRow.ToContact(values.GetValueOrDefault, company.Uuid)], Token);
        }

        var report = await _rig.ImportAsync("first_name,last_name,company,title,email\nAnn,One,Yahoo!,CTO,ann@y.example");

        Assert.Equal((0L, 0L), (report.Companies.Created, report.Contacts.Created));
        Assert.Equal(["ann|ann@y.example|CTO||Yahoo!"], await _rig.QueryAsync(Contact));
    }

    [Fact]
    public async Task Import_OfADeletedRow_RestoresIt()
    {
        const string File = "first_name,last_name,email,title\nAnn,One,ann@a.example,CTO";
        await _rig.ImportAsync(File);
        await _rig.QueryAsync("update contacts set deleted_at = now()");
        var report = await _rig.ImportAsync(File);

        Assert.Equal((0L, 0L, 1L), (report.Contacts.Created, report.Contacts.Updated, report.Contacts.Restored));
        Assert.Equal(["1"], await _rig.QueryAsync("select count(*) from contacts where deleted_at is null"));
    }

    [Fact]
    public async Task DryRun_OfAFile_ReportsTheSameAndWritesNothing()
    {
        await _rig.ImportAsync("company,employees\nInitech,50");
        const string File = "company,employees,website\nInitech,60,\nHooli,5,\nAviato,6,not a site";
        var dry = await _rig.ImportAsync(File, new ImportOptions { IsDryRun = true });

        Assert.Equal(["Initech|50"], await _rig.QueryAsync("select name, employees_count from companies"));
        Assert.Null(dry.RejectsFile);
        var change = Assert.Single(dry.Changes);
        Assert.Equal(
            (2L, "employees_count", "50", "60"),
            (change.Difference.Line, change.Difference.Column, change.Difference.Before, change.Difference.After));
        var real = await _rig.ImportAsync(File);
        Assert.Equal((1L, 1L, 1L), (dry.Companies.Created, dry.Companies.Updated, dry.Rejected));
        Assert.Equal(
            (real.Companies.Created, real.Companies.Updated, real.Rejected), (dry.Companies.Created, dry.Companies.Updated, dry.Rejected));
    }

    [Fact]
    public async Task Import_OfAValueThatCannotBeRead_ImportsTheRowWithoutIt()
    {
        var report = await _rig.ImportAsync("company,employees\nInitech,many people\nHooli,7");

        Assert.Equal(["Initech|", "Hooli|7"], await _rig.QueryAsync("select name, employees_count from companies order by id"));
        Assert.Equal((0L, 1L), (report.Rejected, report.RejectedValues));
        var example = Assert.Single(report.Values.Counts[("employees", "rejected")].Examples);
        Assert.Equal((2L, "many people"), (example.Line, example.Value));
        Assert.Contains("Initech,many people", await File.ReadAllTextAsync(report.RejectsFile!, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_OfARowThatALaterBatchCompletes_CountsItAsCreatedAlone()
    {
        const string File = "company,employees,company_city\nInitech,,Bonn\nHooli,7,\nInitech,50,\n";
        var first = await _rig.ImportAsync(File, new ImportOptions { BatchSize = 1 });
        var second = await _rig.ImportAsync(File, new ImportOptions { BatchSize = 1 });

        Assert.Equal(
            ["Initech|50|bonn", "Hooli|7|"], await _rig.QueryAsync("select name, employees_count, city from companies order by id"));
        Assert.Equal((2L, 0L, 0L, 1L), (first.Companies.Created, first.Companies.Updated, first.Companies.Unchanged, first.Merged));
        Assert.Empty(first.Companies.UpdatedColumns);
        Assert.Equal((0L, 0L, 2L, 1L), (second.Companies.Created, second.Companies.Updated, second.Companies.Unchanged, second.Merged));
    }

    [Fact]
    public async Task Import_OfAValueThatALaterBatchReverts_WritesNothing()
    {
        await _rig.ImportAsync("company,employees,technologies\nInitech,50,\"java, go\"\nHooli,7,go");
        const string File = "company,employees,technologies\nInitech,60,java\nHooli,7,go\nInitech,50,\"java, go\"";
        var report = await _rig.ImportAsync(File, new ImportOptions { BatchSize = 1 });

        Assert.Equal(
            ["Initech|50|java,go", "Hooli|7|go"],
            await _rig.QueryAsync("select name, employees_count, technologies from companies order by id"));
        Assert.Equal((0L, 2L, 1L), (report.Companies.Written, report.Companies.Unchanged, report.Merged));
    }

    [Theory]
    [InlineData("Initech,51,\"java, go\",Bonn", "Initech|51|java,go|bonn")]
    [InlineData("Initech,50,\"go, java\",Bonn", "Initech|50|go,java|bonn")]
    [InlineData("Initech,50,java,Bonn", "Initech|50|java|bonn")]
    [InlineData("Initech,50,\"java, go\",Berlin", "Initech|50|java,go|berlin")]
    [InlineData("Initech,50,\"java, go\",", "Initech|50|java,go|")]
    public async Task Import_OfOneDifferentValue_WritesTheRow(string row, string expected)
    {
        const string Header = "company,employees,technologies,company_city\n";
        await _rig.ImportAsync(Header + "Initech,50,\"java, go\",Bonn");
        var report = await _rig.ImportAsync(Header + row, new ImportOptions { Clears = true });

        Assert.Equal([expected], await _rig.QueryAsync("select name, employees_count, technologies, city from companies"));
        Assert.Equal((1L, 0L), (report.Companies.Updated, report.Companies.Unchanged));
    }

    [Fact]
    public async Task Import_OfManyBatches_MergesRowsAcrossThem()
    {
        var rows = Enumerable.Range(0, 12_000).Select(number => $"Company {number},https://c{number}.example,{number}");
        var file = $"company,website,employees\n{string.Join('\n', rows)}\nCompany 5,https://c5.example,77\n";
        var first = await _rig.ImportAsync(file);
        var second = await _rig.ImportAsync(file);

        Assert.Equal((12_000L, 1L), (first.Companies.Created, first.Merged));
        Assert.Equal([new MergedRow(12_002, 7)], first.FirstMerged);
        Assert.Equal(["77"], await _rig.QueryAsync("select employees_count from companies where name = 'Company 5'"));
        Assert.Equal((0L, 12_000L), (second.Companies.Written, second.Companies.Unchanged));
    }

    [Fact]
    public async Task Import_OfAmountsInThousands_StoresDollars()
    {
        await _rig.ImportAsync("Company Name,Revenue (in 000s USD)\nInitech,\"1,500\"");
        Assert.Equal(["1500000"], await _rig.QueryAsync("select annual_revenue from companies"));
    }
}
