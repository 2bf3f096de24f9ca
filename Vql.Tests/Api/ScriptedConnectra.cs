using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;
using Vql.Core.Documents;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Postgres;

namespace Vql.Tests.Api;

/// <summary>A Connectra that answers contacts from the tables, until a test has it do something else.</summary>
internal sealed class ScriptedConnectra : IAsyncDisposable
{
    private readonly WebApplication _host;

    private ScriptedConnectra(WebApplication host, NpgsqlDataSource rows)
    {
        _host = host;
        Answer = AnswerAsync;
        Rows = new PostgresSearch(rows, TimeProvider.System);
        _host.Run(context => Answer(context));
    }

    /// <summary>What it does with a request.</summary>
    public RequestDelegate Answer { get; set; }

    /// <summary>Changes what it finds, as an index would that is not what the tables are.</summary>
    public Func<IReadOnlyList<Contact>, IEnumerable<Contact>> Found { get; set; } = rows => rows;

    public PostgresSearch Rows { get; }

    public string Url => _host.Urls.First();

    public static async Task<ScriptedConnectra> StartAsync(NpgsqlDataSource rows)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var connectra = new ScriptedConnectra(builder.Build(), rows);
        await connectra._host.StartAsync(TestContext.Current.CancellationToken);
        return connectra;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _host.StopAsync(now.Token);
        await _host.DisposeAsync();
    }

    /// <summary>Does its work.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var query = VqlReader.Read(Encoding.UTF8.GetBytes(await reader.ReadToEndAsync(context.RequestAborted)), FieldCatalogue.Contacts).Query!;
        if (context.Request.Path.Value!.EndsWith("/count", StringComparison.Ordinal))
        {
            var count = await Rows.CountAsync(FieldCatalogue.Contacts, query, context.RequestAborted);
            await context.Response.WriteAsync($"{{\"count\":{count},\"success\":true}}", context.RequestAborted);
            return;
        }

        var found = Found(await Rows.ListContactsAsync(query, context.RequestAborted));
        await context.Response.WriteAsync(
            $"{{\"data\":{JsonSerializer.Serialize([.. found], RowJson.Default.ListContact)},\"success\":true}}", context.RequestAborted);
    }
}
