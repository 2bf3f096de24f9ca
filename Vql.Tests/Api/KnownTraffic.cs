using System.Net;
using Microsoft.AspNetCore.Http;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api;

/// <summary>Calls of the API with a known outcome.</summary>
internal static class KnownTraffic
{
    public const string List = "/api/v1/contacts/?title=engineer&limit=5";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>
    /// Sends ten calls: four that the search answers, of which one finds nothing, two for fresh rows, two while Connectra fails, one
    /// that neither engine answers, and a count by the search.
    /// </summary>
    public static async Task SendAsync(RunningApi api, ScriptedConnectra connectra, RecordedRows rows)
    {
        for (var call = 0; call < 3; call++)
        {
            Assert.Equal("vql", await api.SourceOfAsync(List));
        }

        Assert.Equal("vql", await api.SourceOfAsync("/api/v1/contacts/?title=engineernobodyhas"));
        Assert.Equal("vql", await api.SourceOfAsync("/api/v1/contacts/count/?title=engineer"));
        Assert.Equal("fresh", await api.SourceOfAsync(List + "&consistency=fresh"));
        Assert.Equal("fresh", await api.SourceOfAsync(List + "&consistency=fresh"));
        connectra.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        };
        Assert.Equal("server_error", await api.SourceOfAsync(List));
        Assert.Equal("server_error", await api.SourceOfAsync(List));
        connectra.Answer = connectra.AnswerAsync;
        await DatabaseAccess.SetAllowedAsync(rows.ConnectionString, false);
        using (var response = await api.Client.GetAsync(List + "&consistency=fresh", Token))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        }

        await DatabaseAccess.SetAllowedAsync(rows.ConnectionString, true);
        rows.Source.Clear();
    }
}
