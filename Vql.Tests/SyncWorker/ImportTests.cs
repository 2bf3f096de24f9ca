using Npgsql;
using Vql.Storage.Postgres;
using Vql.SyncWorker.Import;
using Vql.SyncWorker.Output;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker;

public sealed class ImportTests(PostgresServer server) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vql-import-").FullName;
    private NpgsqlDataSource _source = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _source = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());
        await Migrator.MigrateAsync(_source, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Import_OfCompanies_WritesCleanedRows()
    {
        var report = await ImportAsync(
            """
            company,website,industry,keywords,total_funding,company_city,founded_at
            .Club Domains,http://www.dotclub.com,Software,"operating, Rounds-1",7000000,Oakland Park,2011-10-10
            """);

        Assert.Equal((1, 1, 0), (report.Rows, report.Companies, report.Contacts));
        Assert.Equal(["founded_at"], report.IgnoredColumns);
        await using var reader = await QueryAsync("select name, website, normalized_domain, industries, keywords, total_funding, city, employees_count from companies");
        Assert.True(await reader.ReadAsync(Token));
        Assert.Equal("Club Domains", reader.GetString(0));
        Assert.Equal("dotclub.com", reader.GetString(2));
        Assert.Equal(["software"], reader.GetFieldValue<string[]>(3));
        Assert.Equal(["operating", "rounds-1"], reader.GetFieldValue<string[]>(4));
        Assert.Equal(7_000_000, reader.GetInt64(5));
        Assert.Equal("oakland park", reader.GetString(6));
        Assert.True(await reader.IsDBNullAsync(7, Token));
    }

    [Fact]
    public async Task Import_OfCsvRows_WritesContactsWithTheirCompanies()
    {
        var report = await ImportAsync(
            """
            first_name,last_name,email,company,employees,mobile_phone
            Ada,Lovelace,ada@analytical.example,Analytical Engines,12,(020) 7946 0958
            Bob,Alone,,,,
            """);

        Assert.Equal((2, 1, 2, 0), (report.Rows, report.Companies, report.Contacts, report.Rejected));
        await using var reader = await QueryAsync(
            "select first_name, mobile_phone, c.name, c.normalized_domain from contacts left join companies c on c.uuid = company_id order by first_name");
        Assert.True(await reader.ReadAsync(Token));
        Assert.Equal(("ada", "+02079460958", "Analytical Engines", "analytical.example"), (reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)));
        Assert.True(await reader.ReadAsync(Token));
        Assert.True(await reader.IsDBNullAsync(2, Token));
    }

    [Fact]
    public async Task Import_WithBrokenRows_KeepsThemByLineAndTakesTheRest()
    {
        var report = await ImportAsync(
            """
            company,website,keywords
            One,http://one.example,"a, b"
            Two,"never closed
            Three,http://three.example,"c, d"
            Four,too,many,fields
            "Multi
            line",http://multi.example,e
            ,,
            Five,http://five.example,"text"after
            Six,http://six.example,f
            """);

        Assert.Equal([3, 5, 8, 9], report.FirstRejects.Select(reject => reject.Line));
        await using var reader = await QueryAsync("select string_agg(name, '|' order by name) from companies");
        Assert.True(await reader.ReadAsync(Token));
        Assert.Equal("Multi line|One|Six|Three", reader.GetString(0));
        var kept = await File.ReadAllLinesAsync(report.RejectsFile!, Token);
        Assert.Equal("rejected_line,rejected_reason,company,website,keywords", kept[0]);
        Assert.Equal(5, kept.Length);
        Assert.EndsWith(",Four,too,many,fields", kept[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_OfRowsTheDatabaseRefuses_RejectsOnlyThose()
    {
        // An index entry has room for some 2,700 bytes, and random characters do not compress.
        var huge = string.Concat(Enumerable.Range(0, 20_000).Select(number => (char)('a' + ((number * 7919 / 13) % 26))));
        var linkedin = string.Concat(Enumerable.Range(0, 600).Select(_ => Guid.NewGuid().ToString("N")));
        var report = await ImportAsync($"company,company_linkedin_url,company_address\nGood,x,{huge}\nBad,{linkedin},y\nAlso good,z,y");

        Assert.Equal([3], report.FirstRejects.Select(reject => reject.Line));
        Assert.Contains("PostgreSQL refuses it", report.FirstRejects[0].Reason, StringComparison.Ordinal);
        Assert.Equal(2, report.Companies);
    }

    [Fact]
    public async Task Import_OfBytesThatAreNoUtf8_RejectsTheRow()
    {
        var file = new FileInfo(Path.Combine(_folder, "latin1.csv"));
        await File.WriteAllBytesAsync(file.FullName, [.. "company\nCaf"u8, 0xE9, (byte)'\n', .. "Caf\u00e9\n"u8], Token);
        var report = await ImportAsync(file);

        Assert.Equal((2, 1), (report.Rows, report.Companies));
        Assert.Equal("it is not UTF-8", Assert.Single(report.FirstRejects).Reason);
    }

    [Fact]
    public async Task Import_OfTheSameFileAgain_ChangesNoIdentity()
    {
        const string File = "company,industry\nOne,a\nTwo,b\nOne,c";
        await ImportAsync(File);
        await ImportAsync(File);
        await using var reader = await QueryAsync("select count(*), min(industries[1]) filter (where name = 'One') from companies");
        Assert.True(await reader.ReadAsync(Token));
        Assert.Equal((2, "c"), (reader.GetInt64(0), reader.GetString(1)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("name,age\nx,1")]
    [InlineData("company,company\nx,y")]
    public Task Import_OfAFileThatIsNoneOfOurs_IsRefused(string content) =>
        Assert.ThrowsAsync<InvalidInputException>(() => ImportAsync(content));

    private async Task<ImportReport> ImportAsync(string content)
    {
        var file = new FileInfo(Path.Combine(_folder, $"{Guid.NewGuid():N}.csv"));
        await File.WriteAllTextAsync(file.FullName, content, Token);
        return await ImportAsync(file);
    }

    private Task<ImportReport> ImportAsync(FileInfo file) =>
        new CsvImport(_source, TimeProvider.System).ImportAsync(file, static company => company, new ProgressMeter(static (_, _) => { }), Token);

    private async Task<NpgsqlDataReader> QueryAsync(string sql) => await _source.CreateCommand(sql).ExecuteReaderAsync(Token);
}
