using Vql.Tests.Api;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.SyncWorker.Import;

/// <summary>Tests of exports of the API that are imported again.</summary>
public sealed class ExportedRowsTests(PostgresServer server) : IAsyncLifetime
{
    private const string Contacts = "select uuid, first_name, last_name, company_id, website, facebook_url from contacts order by id";

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
    public async Task Contacts_OfAnExport_KeepTheirOwnPagesAndTheirCompany()
    {
        await _rig.QueryAsync("""
            insert into companies (uuid, name, website, facebook_url) values ('c-1', 'Initech', 'https://initech.example', '@initech');
            insert into contacts (uuid, first_name, company_id, website, facebook_url)
            values ('p-1', 'ann', 'c-1', 'https://ann.example', '@ann'), ('p-2', 'bob', null, 'https://bob.example', null)
            """);
        var export = await ExportAsync("contacts", "csv", "uuid,first_name,company_id,website,facebook_url");
        var report = await _rig.ImportAsync(export);
        await _other.ImportAsync(export);

        Assert.Equal((0L, 0L, 2L), (report.Companies.Written, report.Contacts.Written, report.Contacts.Unchanged));
        Assert.Equal((await _rig.QueryAsync(Contacts)).Order(), (await _other.QueryAsync(Contacts)).Order());
        Assert.Equal(
            ["c-1|Initech|https://initech.example|@initech"],
            await _rig.QueryAsync("select uuid, name, website, facebook_url from companies"));
        Assert.Equal(["0"], await _other.QueryAsync("select count(*) from companies"));
    }

    [Fact]
    public async Task Contacts_OfADeletedCompany_DoNotRestoreIt()
    {
        await _rig.QueryAsync("""
            insert into companies (uuid, name, deleted_at) values ('c-1', 'Initech', now());
            insert into contacts (uuid, first_name, company_id) values ('p-1', 'ann', 'c-1')
            """);
        var report = await _rig.ImportAsync(await ExportAsync("contacts", "csv", "uuid,first_name,company_id"));
        Assert.Equal((0L, 0L), (report.Companies.Written, report.Contacts.Written));
    }

    [Fact]
    public async Task Person_WhoIsCalledNull_KeepsTheName()
    {
        await _rig.ImportAsync("first_name,last_name\nNull,Nan\nAnn,Null\n");
        await _other.ImportAsync(await ExportAsync("contacts", "csv", "uuid,first_name,last_name"));

        Assert.Equal(["ann|null", "null|nan"], (await _other.QueryAsync("select first_name, last_name from contacts")).Order());
    }

    [Fact]
    public async Task Person_WhomAnotherProgramCallsNull_HasNoName()
    {
        await _rig.ImportAsync("first_name,last_name,email\nnull,NULL,ann@a.example");
        Assert.Equal(["||ann@a.example"], await _rig.QueryAsync("select first_name, last_name, email from contacts"));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("xlsx")]
    public async Task Values_ThatLookLikeMarksEscapesOrRoundedNumbers_AreTheSameAgain(string format)
    {
        await _rig.QueryAsync("""
            insert into companies (uuid, name, address, latest_funding, keywords, annual_revenue, total_funding, employees_count) values
                ('c-1', '''=x', '=y', '_x0041_', array['''=z', 'a, b'], 9007199254740992, 9007199254740993, 1000000000000000),
                ('c-2', '''''=x', '''n Beetje', '_x005F_', array['=z', '"q"'], 9223372036854775807, 0, 7)
            """);
        const string Columns = "uuid,name,address,latest_funding,keywords,annual_revenue,total_funding,employees_count";
        var report = await _other.ImportAsync(await ExportAsync("companies", format, Columns));

        const string Companies = $"select {Columns} from companies order by uuid";
        Assert.Equal(await _rig.QueryAsync(Companies), await _other.QueryAsync(Companies));
        Assert.Empty(report.Values.Counts);
    }

    private async Task<FileInfo> ExportAsync(string table, string format, string columns) => await _rig.WriteAsync(
        await _api.Client.GetByteArrayAsync($"/api/v1/{table}/stream/?format={format}&select={columns}", Token), $"{table}.{format}");
}
