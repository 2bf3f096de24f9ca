using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Vql.Dashboard.Access;
using Vql.Storage.Monitoring;

namespace Vql.Dashboard.Data;

/// <summary>The actions that change settings of the API while it runs.</summary>
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
        HttpContext context, SwitchTable switches, AuditedActions actions, [FromForm] string? name, [FromForm] string? value,
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
        await actions.RunAsync(
            context, $"set {name}", $"{valid}{until}: {why}",
            async token =>
            {
                await switches.SetAsync(known, valid, duration, AccessRegistration.ActorOf(context), why, token);
                return "done";
            },
            cancellationToken);
        return TypedResults.LocalRedirect("/switches?done=set");
    }

    private static async Task<IResult> ResetAsync(
        HttpContext context, SwitchTable switches, AuditedActions actions, [FromForm] string? name, CancellationToken cancellationToken)
    {
        if (Switches.Find(name) is not { } known)
        {
            return Refused("value");
        }

        await actions.RunAsync(
            context, $"reset {name}", "", async token => await switches.ResetAsync(known, token) ? "done" : "it was not set",
            cancellationToken);
        return TypedResults.LocalRedirect("/switches?done=reset");
    }

    private static RedirectHttpResult Refused(string field) => TypedResults.LocalRedirect($"/switches?invalid={field}");
}
