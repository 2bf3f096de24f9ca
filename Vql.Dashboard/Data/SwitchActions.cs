using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Vql.Dashboard.Access;
using Vql.Storage.Monitoring;

namespace Vql.Dashboard.Data;

/// <summary>The actions that change settings of the API while it runs. Each one is audited before it runs.</summary>
internal static class SwitchActions
{
    private const int MaxReasonLength = 200;
    private const int MaxMinutes = 30 * 24 * 60;

    public static void MapSwitchActions(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/switches/set", SetAsync).RequireAuthorization(Roles.Operator);
        routes.MapPost("/switches/reset", ResetAsync).RequireAuthorization(Roles.Operator);
    }

    private static async Task<IResult> SetAsync(
        HttpContext context, SwitchTable switches, AuditTable audit, [FromForm] string? name, [FromForm] string? value,
        [FromForm] string? minutes, [FromForm] string? reason, CancellationToken cancellationToken)
    {
        if (Switches.Find(name) is not { } known || Switches.Normalize(known, value) is not { } valid)
        {
            return Refused("value");
        }

        var why = reason?.Trim() ?? "";
        if (why.Length is 0 or > MaxReasonLength)
        {
            return Refused("reason");
        }

        TimeSpan? duration = null;
        if (!string.IsNullOrEmpty(minutes))
        {
            if (!int.TryParse(minutes, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is < 1 or > MaxMinutes)
            {
                return Refused("minutes");
            }

            duration = TimeSpan.FromMinutes(count);
        }

        if (known.MaxDuration() is { } maximum && (duration is null || duration > maximum))
        {
            return Refused("end");
        }

        var until = duration is { } length ? $" for {length.TotalMinutes:0} minutes" : "";
        await RunAsync(
            context, audit, $"set {name}", $"{valid}{until}: {why}",
            token => switches.SetAsync(known, valid, duration, AccessRegistration.ActorOf(context), why, token), cancellationToken);
        return TypedResults.LocalRedirect("/switches?done=set");
    }

    private static async Task<IResult> ResetAsync(
        HttpContext context, SwitchTable switches, AuditTable audit, [FromForm] string? name, CancellationToken cancellationToken)
    {
        if (Switches.Find(name) is not { } known)
        {
            return Refused("value");
        }

        await RunAsync(context, audit, $"reset {name}", "", token => switches.ResetAsync(known, token), cancellationToken);
        return TypedResults.LocalRedirect("/switches?done=reset");
    }

    private static async Task RunAsync(
        HttpContext context, AuditTable audit, string action, string target, Func<CancellationToken, Task> run,
        CancellationToken cancellationToken)
    {
        var role = context.User.FindFirstValue(ClaimTypes.Role)!;
        var id = await audit.AddAsync(AccessRegistration.ActorOf(context), role, action, target, "started", cancellationToken);
        try
        {
            await run(cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            await audit.CompleteAsync(id, $"failed: {exception.Message}", CancellationToken.None);
            throw;
        }

        await audit.CompleteAsync(id, "done", CancellationToken.None);
    }

    private static RedirectHttpResult Refused(string field) => TypedResults.LocalRedirect($"/switches?invalid={field}");
}
