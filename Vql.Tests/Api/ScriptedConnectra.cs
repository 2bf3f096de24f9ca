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

/// <summary>
/// A replacement for Connectra that returns contacts from PostgreSQL until a test changes its behavior.
/// </summary>
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

    /// <summary>The handler of requests.</summary>
    public RequestDelegate Answer { get; set; }

    /// <summary>Transforms the rows of a list, to simulate an index that differs from the tables.</summary>
    public Func<IReadOnlyList<Contact>, IEnumerable<Contact>> TransformRows { get; set; } = rows => rows;

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

    /// <summary>Answers a request as Connectra does.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var query = VqlReader.Read(
            Encoding.UTF8.GetBytes(await reader.ReadToEndAsync(context.RequestAborted)), FieldCatalogue.Contacts).Query!;
        if (context.Request.Path.Value!.EndsWith("/count", StringComparison.Ordinal))
        {
            var count = await Rows.CountAsync(FieldCatalogue.Contacts, query, context.RequestAborted);
            await context.Response.WriteAsync($"{{\"count\":{count},\"success\":true}}", context.RequestAborted);
            return;
        }

        var found = TransformRows(await Rows.ListContactsAsync(query, context.RequestAborted));
        await context.Response.WriteAsync(
            $"{{\"data\":{JsonSerializer.Serialize([.. found], RowJson.Default.ListContact)},\"success\":true}}", context.RequestAborted);
    }
}
